package io.pulsemetrics.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.StgOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jooq.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new project from the template. That it builds against an installed library is tried by {@code .ci/run}. */
class InitCommandTest {
    @TempDir
    Path directory;

    private static Typed type(String... arguments) {
        return Typed.run(PulseCommand.of(() -> Project.of(StgOrders.STG_ORDERS)), arguments);
    }

    @Test
    void writes_a_project_with_its_package_and_leaves_no_placeholder() throws IOException {
        var shop = directory.resolve("My Shop");

        var init = type("init", shop.toString(), "--package", "com.acme.shop");

        assertThat(init).isEqualTo(new Typed(0, """
                my-shop is in %s
                PulseMetrics is in no public repository yet. In its clone, install it:
                  ./mvnw install -pl pulsemetrics-core,pulsemetrics-devkit -am -DskipTests
                Then build the project, and see its README.md:
                  cd '%s' && ./mvnw verify
                """.formatted(shop, shop), ""));
        try (var files = Files.walk(shop)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> shop.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "pom.xml",
                            "README.md",
                            ".gitignore",
                            "mvnw",
                            "mvnw.cmd",
                            "pulse",
                            ".mvn/find-jdk.sh",
                            ".mvn/find-jdk.cmd",
                            ".mvn/jvm.config",
                            "src/main/resources/db/migration/V1__raw_orders.sql",
                            "src/main/java/com/acme/shop/Main.java",
                            "src/main/java/com/acme/shop/StgOrders.java",
                            "src/main/java/com/acme/shop/FctDailySales.java",
                            "src/test/java/com/acme/shop/FctDailySalesTest.java");
        }
        assertThat(placeholders(shop)).isEmpty();
        assertThat(shop.resolve("pom.xml"))
                .content()
                .contains("<artifactId>my-shop</artifactId>", "<mainClass>com.acme.shop.Main</mainClass>");
        assertThat(shop.resolve("src/main/java/com/acme/shop/Main.java"))
                .content()
                .startsWith("package com.acme.shop;\n")
                .contains("System.exit(PulseCommand.of(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES))");
    }

    /** What stands in braces as a word of the template does, {@code {jooq.version}} say; not what Maven or a shell fills in. */
    private static List<String> placeholders(Path project) throws IOException {
        var word = Pattern.compile("(?<!\\$)\\{[a-z][a-z0-9.-]*}");
        var found = new ArrayList<String>();
        try (var files = Files.walk(project)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                word.matcher(Files.readString(file)).results().forEach(match -> found.add(file + ": " + match.group()));
            }
        }
        return found;
    }

    @Test
    void brings_the_wrapper_of_this_build_ready_to_run_and_its_versions() throws IOException {
        var shop = directory.resolve("shop");

        type("init", shop.toString());

        for (var file : List.of("mvnw", "mvnw.cmd", ".mvn/find-jdk.sh", ".mvn/find-jdk.cmd")) {
            assertThat(shop.resolve(file)).hasSameBinaryContentAs(Path.of("..").resolve(file));
        }
        assertThat(shop.resolve("mvnw")).isExecutable();
        assertThat(shop.resolve("pulse")).isExecutable();
        assertThat(shop.resolve("README.md").toFile()).matches(file -> !file.canExecute(), "is not executable");
        assertThat(shop.resolve("pom.xml"))
                .content()
                .contains(
                        "<jooq.version>%s</jooq.version>".formatted(Constants.FULL_VERSION),
                        "<version>${jooq.version}</version>")
                .doesNotContain("${project.version}", "$3");
    }

    @Test
    void touches_no_directory_that_holds_files_and_refuses_names_that_cannot_be() throws IOException {
        Files.writeString(directory.resolve("mine.txt"), "mine");

        assertThat(type("init", directory.toString()))
                .isEqualTo(new Typed(
                        2,
                        "",
                        directory
                                + ": it holds other files. Choose a new or empty directory. [output-not-writable]\n"));
        assertThat(type("init", directory.resolve("new").toString(), "--package", "com.class")
                        .err())
                .isEqualTo("'com.class' cannot be used; give another --package\nSee pulse init --help\n");
        assertThat(type("init").err()).startsWith("Missing required parameter: 'DIR'");
    }
}
