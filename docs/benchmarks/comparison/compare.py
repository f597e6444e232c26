"""Runs the same scenarios with dbt-postgres, SQLMesh and PulseMetrics, and prints what each leaves behind.

Usage: compare.py [tool ..]     with PGHOST, PGPORT, PGUSER (a superuser), PGPASSWORD of a server to play on, and
  DBT      the dbt command         (default: dbt)
  SQLMESH  the sqlmesh command     (default: sqlmesh)
  PULSE_CP the class path of pulsemetrics-core's tests, and JAVA the java command (default: java)

Each tool gets a database of its own (comparison_dbt, ..), which is dropped and created again for each scenario.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg2

HERE = Path(__file__).resolve().parent
SERVER = {"host": os.environ["PGHOST"], "port": os.environ["PGPORT"], "user": os.environ["PGUSER"]}
SERVER["password"] = os.environ.get("PGPASSWORD", "")


def connect(database):
    connection = psycopg2.connect(dbname=database, **SERVER)
    connection.autocommit = True
    return connection


class Tool:
    def __init__(self, name):
        self.name = name
        self.database = "comparison_" + name
        self.scratch = tempfile.mkdtemp(prefix="comparison-")

    # what is run ------------------------------------------------------------------------------------------------------

    def command(self, first=False, long_name=None, changed=False):
        if self.name == "dbt":
            project = self.copy("dbt", long_name, changed)
            return [os.environ.get("DBT", "dbt"), "--no-use-colors", "build", "--project-dir", project, "--profiles-dir", project,
                    "--target-path", self.scratch + "/target", "--log-path", self.scratch + "/logs"]
        if self.name == "sqlmesh":
            project = self.copy("sqlmesh", long_name, changed)
            command = [os.environ.get("SQLMESH", "sqlmesh"), "-p", project, "plan", "--auto-apply", "--no-prompts"]
            return command if first or long_name or changed else command + ["--restate-model", "marts.stg_orders"]
        url = "jdbc:postgresql://{host}:{port}/{database}?user={user}&password={password}".format(database=self.database, **SERVER)
        command = [os.environ.get("JAVA", "java"), "-Dcomparison.changed=%s" % str(changed).lower(), "-cp", os.environ["PULSE_CP"], "io.pulsemetrics.benchmark.ComparisonProject", url]
        return command + ([long_name] if long_name else [])

    def copy(self, project, long_name, changed):
        """The project in a folder of its own: the tools write beside their models."""
        target = Path(self.scratch) / project
        subprocess.run(["cp", "-r", str(HERE / project) + "/.", str(target)] if target.exists()
                       else ["cp", "-r", str(HERE / project), str(target)], check=True)
        if changed:
            fact = target / "models" / "fct_orders.sql"
            fact.write_text(fact.read_text().replace("select order_id,", "select 1 as added, order_id,"))
        for ending in ("_one", "_two") if long_name else ():
            head = "MODEL (name marts.%s, kind FULL);\n" % (long_name + ending) if project == "sqlmesh" else "{{ config(materialized='table') }}\n"
            source = "marts.fct_orders" if project == "sqlmesh" else "{{ ref('fct_orders') }}"
            (target / "models" / (long_name + ending + ".sql")).write_text(
                head + "select '%s' as name from %s\n" % (long_name + ending, source))
        return str(target)

    def start(self, **options):
        environment = dict(os.environ, PGDATABASE=self.database, DO_NOT_TRACK="1", SQLMESH__DISABLE_ANONYMIZED_ANALYTICS="1")
        return subprocess.Popen(self.command(**options), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                cwd=self.scratch, start_new_session=True)

    def run(self, **options):
        process = self.start(**options)
        output, _ = process.communicate()
        return process.returncode, output

    # what is seen -----------------------------------------------------------------------------------------------------

    def rows(self, query):
        with connect(self.database) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    def value(self, query):
        try:
            rows = self.rows(query)
            return rows[0][0] if rows else None
        except psycopg2.Error as error:
            return "ERROR " + str(error).splitlines()[0]

    def say(self, what, value):
        print("    %-58s %s" % (what, value), flush=True)

    def say_output(self, code, output):
        self.say("exit code", code)
        words = ("error", "fail", "exceed", "warn", "deadlock", "not ", "published", "another run", "longer", "bytes")
        lines = [line.strip() for line in output.splitlines() if any(word in line.lower() for word in words)]
        for line in lines[:8]:
            print("      | " + line[:230])

    def published(self):
        return tuple(self.value("select max(batch) from marts.%s" % name) for name in ("stg_orders", "fct_orders", "daily", "by_status"))

    def relations(self):
        return ["%s.%s" % row for row in self.rows(
            "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm')"
            " and n.nspname not in ('pg_catalog', 'information_schema', 'shop', 'public', 'pulse_state', 'sqlmesh')"
            " and n.nspname !~ '^pg_' order by 1, 2")]

    def backends(self):
        return self.value("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                          " and state <> 'idle'")

    # the scene --------------------------------------------------------------------------------------------------------

    def begin(self):
        with connect("postgres") as admin, admin.cursor() as cursor:
            pass
        admin = connect("postgres")
        admin.cursor().execute("drop database if exists %s with (force)" % self.database)
        admin.cursor().execute("create database %s" % self.database)
        admin.close()
        subprocess.run(["rm", "-rf", self.scratch])
        os.makedirs(self.scratch)
        self.rows("create schema shop; create table shop.orders"
                  " (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)")
        self.load(1)
        code, output = self.run(first=True)
        if code != 0:
            raise SystemExit("first run failed:\n" + output)
        self.say("first run publishes (stg, fct, daily, by_status)", self.published())

    def load(self, batch, seconds=0, amount=1):
        self.rows("update shop.orders set customer_id = %d; insert into shop.orders select i + 10 * %d, %d, %d,"
                  " timestamp '2026-03-01' + %d * interval '1 minute' + %d * interval '1 second', case i %% 2 when 0 then 'paid' else 'open' end"
                  " from generate_series(1, 10) i" % (batch, batch, batch, amount, batch, seconds))
        self.rows("update shop.orders set ordered_at = date_trunc('minute', ordered_at) + %d * interval '1 second'" % seconds)


def views(tool):
    """A view and a materialized view of somebody else, and a grant."""
    tool.begin()
    tool.rows("create role comparison_reader" if not tool.rows("select 1 from pg_roles where rolname = 'comparison_reader'") else "select 1")
    tool.rows("create view public.report as select status, amount from marts.fct_orders;"
              "grant select on marts.fct_orders, public.report to comparison_reader")
    matview = tool.value("create materialized view public.report_stored as select count(*) as n from marts.fct_orders; select 'created'")
    tool.load(2)
    code, output = tool.run()
    tool.say_output(code, output)
    tool.say("batches after", tool.published())
    tool.say("rows through the view", tool.value("select count(*) from public.report"))
    tool.say("rows in the table", tool.value("select count(*) from marts.fct_orders"))
    tool.say("materialized view (%s)" % matview, tool.value("select n from public.report_stored"))
    tool.say("reader may read the table", tool.value("select has_table_privilege('comparison_reader', 'marts.fct_orders', 'select')"))
    tool.say("reader may read the view", tool.value("select has_table_privilege('comparison_reader', 'public.report', 'select')"))


def changed_model(tool):
    """The fact gets a new first column; a view of somebody else is on it."""
    tool.begin()
    tool.rows("create view public.report as select status, amount from marts.fct_orders")
    tool.load(2)
    code, output = tool.run(changed=True)
    tool.say_output(code, output)
    tool.say("batches after", tool.published())
    tool.say("rows through the view", tool.value("select count(*) from public.report"))


def index(tool):
    """A declared index over two runs, and one made by hand."""
    query = ("select string_agg(i.indexrelid::regclass::text || case when i.indrelid = 'marts.fct_orders'::regclass then ' (published)' else '' end,"
             " ', ' order by 1) from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace"
             " where c.relname ~ 'fct_orders' and n.nspname ~ 'marts'")
    tool.begin()
    tool.say("indexes after the first run", tool.value(query))
    table = tool.value("select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                       " where c.relname ~ 'fct_orders' and n.nspname ~ 'marts' and c.relkind = 'r'")
    tool.say("made by hand on " + table, tool.value("create index by_hand on %s (amount); select 'created'" % table))
    tool.load(2)
    code, _ = tool.run()
    tool.say("exit code", code)
    tool.say("indexes after the second run", tool.value(query))


def failing_test(tool):
    """A row that the test refuses."""
    tool.begin()
    tool.load(2, amount=-1)
    code, output = tool.run()
    tool.say_output(code, output)
    tool.say("batches after", tool.published())
    tool.say("bad rows that readers see", tool.value("select count(*) from marts.fct_orders where amount < 0"))


def kill(tool):
    """kill -9 while the third of four models is computed."""
    tool.begin()
    tool.load(2, seconds=20)
    process = tool.start()
    deadline = time.time() + 90
    while time.time() < deadline and process.poll() is None and not tool.rows(
            "select 1 from pg_stat_activity where datname = current_database() and query ~* 'pg_sleep' and state = 'active'"
            " and pid <> pg_backend_pid()"):
        time.sleep(0.1)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(2)
    tool.say("batches after the kill", tool.published())
    tool.say("its statements still run 2 s later", tool.backends())
    time.sleep(22)
    tool.say("batches 24 s after the kill", tool.published())
    tool.say("relations", ", ".join(tool.relations()))
    tool.load(3)
    code, output = tool.run()
    tool.say_output(code, output)
    tool.say("next run publishes", tool.published())
    tool.say("relations", ", ".join(tool.relations()))


def two_runs(tool):
    """Two runs of the same project at once."""
    tool.begin()
    tool.load(2, seconds=3)
    first, second = tool.start(), tool.start()
    outputs = [first.communicate()[0], second.communicate()[0]]
    for process, output in zip((first, second), outputs):
        tool.say_output(process.returncode, output)
    tool.say("batches after", tool.published())
    tool.say("rows of by_status, of which are double", tool.rows(
        "select count(*), count(*) - count(distinct status) from marts.by_status"))


def long_name(tool):
    """Two models whose names are the same in the first 63 bytes."""
    name = "monthly_recurring_revenue_by_acquisition_channel_country_and_plan"
    tool.begin()
    code, output = tool.run(long_name=name)
    tool.say_output(code, output)
    tool.say("relations", ", ".join(it for it in tool.relations() if "monthly" in it))


def mixture(tool):
    """What readers see of two tables, in one statement, while a run goes on."""
    tool.begin()
    tool.load(2, seconds=5)
    seen, errors, stop = set(), [], threading.Event()

    def read():
        connection = connect(tool.database)
        while not stop.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute("select (select max(batch) from marts.fct_orders), (select max(batch) from marts.daily)")
                    seen.add(cursor.fetchone())
            except psycopg2.Error as error:
                errors.append(str(error).splitlines()[0])
                connection.rollback()
            time.sleep(0.002)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    code, output = tool.run()
    stop.set()
    for reader in readers:
        reader.join()
    tool.say_output(code, output)
    tool.say("pairs of batches that readers saw (fct, daily)", sorted(seen, key=str))
    tool.say("errors of readers", sorted(set(errors)) or "none")


if __name__ == "__main__":
    scenarios = [views, changed_model, index, failing_test, kill, two_runs, long_name, mixture]
    chosen = os.environ.get("SCENARIOS", "").split()
    for tool_name in sys.argv[1:] or ["dbt", "sqlmesh", "pulse"]:
        for scenario in scenarios:
            if not chosen or scenario.__name__ in chosen:
                print("%s: %s (%s)" % (tool_name, scenario.__name__, scenario.__doc__), flush=True)
                scenario(Tool(tool_name))
