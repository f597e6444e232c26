package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;

/** How commands are typed, for their help. */
final class Examples {
    private static final ImmutableListMultimap<String, String> EXAMPLES =
            ImmutableListMultimap.<String, String>builder()
                    .putAll(
                            "build",
                            "build                                   everything",
                            "build --select +dim_users               a model and all that it reads",
                            "build --select state:modified+ --exclude tag:slow",
                            "build --select result:fail+ --fail-fast         what failed last time, and what reads it",
                            "build --publish passing --keep 1                what passed; keeps what it replaced",
                            "build --empty                           tries the queries, publishes nothing")
                    .putAll(
                            "run",
                            "run --select fct_orders+ --full-refresh",
                            "run --vars least_signups=5 --as-of 2026-06-30")
                    .putAll("seed", "seed", "seed --select country_codes")
                    .putAll("snapshot", "snapshot", "snapshot --as-of 2026-06-30")
                    .putAll(
                            "check",
                            "check                                   every check",
                            "check --select dim_users                those of a model, and those that refer to it",
                            "check --select check_type:unique config.severity:error")
                    .putAll(
                            "ls",
                            "ls --select source:raw.users+                   what lies behind a source",
                            "ls --select @dim_users --output json",
                            "ls --resource-type check --select dim_users")
                    .putAll("plan", "plan --select state:modified+", "plan --output json > plan.json")
                    .putAll(
                            "show",
                            "show dim_users --limit 20",
                            "show --inline \"select count(*) from analytics.dim_users\"")
                    .putAll(
                            "compile",
                            "compile --select dim_users",
                            "compile --as-of 2026-06-30 --target-path /tmp/sql")
                    .putAll(
                            "sql",
                            "sql \"select * from analytics.dim_users\" --format csv",
                            "sql --write \"analyze analytics.dim_users\"")
                    .putAll("debug", "debug --url jdbc:postgresql://host:5432/db --user me")
                    .putAll(
                            "diff",
                            "diff --select dim_users                 published against what the query gives now",
                            "diff --from kept --to published                 what the last publish changed",
                            "diff --to build --exit-code             what publish would change")
                    .putAll("history", "history --limit 3", "history --log-format json")
                    .putAll("retry", "retry", "retry --threads 1")
                    .putAll("publish", "publish")
                    .putAll("rollback", "rollback")
                    .putAll("init", "init shop --package com.acme.shop")
                    .putAll("clean", "clean")
                    .build();

    private Examples() {}

    /** What follows the launcher, with what it does where that is not plain; none for commands of a project. */
    static ImmutableList<String> of(String command) {
        return EXAMPLES.get(command);
    }
}
