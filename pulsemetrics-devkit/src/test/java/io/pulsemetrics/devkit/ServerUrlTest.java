package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerUrlTest {
    @Test
    void replaces_the_database_and_keeps_hosts_and_parameters() {
        assertThat(ServerUrl.parse("jdbc:postgresql://a:1,b:2/old?ssl=true").of("new"))
                .isEqualTo("jdbc:postgresql://a:1,b:2/new?ssl=true");
        assertThat(ServerUrl.parse("jdbc:postgresql://host").of("db")).isEqualTo("jdbc:postgresql://host/db");
        assertThat(ServerUrl.parse("jdbc:postgresql://host?a=b").of("a/b"))
                .isEqualTo("jdbc:postgresql://host/a%2Fb?a=b");
    }

    @Test
    void refuses_another_kind_of_url() {
        assertThatThrownBy(() -> ServerUrl.parse("jdbc:mysql://host/db"))
                .hasMessage("JDBC URL: 'jdbc:mysql://host/db' is not a PostgreSQL URL."
                        + " Write it as jdbc:postgresql://host:port/database. [postgres-choice-invalid]");
    }

    @Test
    void refuses_a_password_without_repeating_it() {
        assertThatThrownBy(() -> ServerUrl.parse("jdbc:postgresql://host/db?user=u&password=hush"))
                .hasMessage("JDBC URL: The URL holds a password."
                        + " Take it out and set PGPASSWORD in the environment. [postgres-choice-invalid]");
    }
}
