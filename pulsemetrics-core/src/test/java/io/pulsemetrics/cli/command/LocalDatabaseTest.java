package io.pulsemetrics.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.StgOrders;
import org.junit.jupiter.api.Test;

/** A database of the project's own whose classes are not on the class path. */
class LocalDatabaseTest {
    private static Typed type(String... arguments) {
        var command = PulseCommand.of(Project.of(StgOrders.STG_ORDERS))
                .launchedBy("./shop")
                .withLocalDatabase(() -> {
                    throw new NoClassDefFoundError("io/pulsemetrics/devkit/EmbeddedDatabase");
                });
        return Typed.run(command, arguments);
    }

    @Test
    void is_missed_only_by_a_command_that_needs_it() {
        assertThat(type("ls")).isEqualTo(new Typed(0, "source:shop.orders\nstaging.stg_orders\n", ""));
        assertThat(type("build", "--url", "jdbc:postgresql://localhost:1/shop", "--user", "me")
                        .err())
                .startsWith("jdbc:postgresql://localhost:1/shop as me: no connection: ");
        assertThat(type("build"))
                .isEqualTo(
                        new Typed(
                                2,
                                "",
                                "Say which database: give --url, or set PULSE_URL. The one without a URL needs"
                                        + " io.pulsemetrics.devkit.EmbeddedDatabase, which is not on the class path\nSee ./shop build --help\n"));
    }
}
