package io.pulsemetrics.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.StgOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

        assertThat(init)
                .isEqualTo(new Typed(0, "my-shop is in %s. Build it: cd %s && mvn verify\n".formatted(shop, shop), ""));
        try (var files = Files.walk(shop)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> shop.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "pom.xml",
                            "README.md",
                            ".gitignore",
                            "src/main/java/com/acme/shop/Main.java",
                            "src/main/java/com/acme/shop/Orders.java",
                            "src/main/java/com/acme/shop/StgOrders.java",
                            "src/main/java/com/acme/shop/DailySales.java",
                            "src/test/java/com/acme/shop/DailySalesTest.java");
        }
        assertThat(shop.resolve("pom.xml"))
                .content()
                .contains("<artifactId>my-shop</artifactId>", "<mainClass>com.acme.shop.Main</mainClass>")
                .doesNotContain("{name}", "{package}", "{version}");
        assertThat(shop.resolve("src/main/java/com/acme/shop/Main.java"))
                .content()
                .startsWith("package com.acme.shop;\n")
                .contains("System.exit(PulseCommand.of(() -> Project.of(STG_ORDERS, DAILY_SALES)).run(args));");
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
