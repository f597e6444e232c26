package io.pulsemetrics.examples.command;

import com.google.common.io.Resources;
import io.pulsemetrics.examples.PulseMetrics;
import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        var properties = new Properties();
        try (var in =
                Resources.getResource(PulseMetrics.class, "version.properties").openStream()) {
            properties.load(in);
        }
        return new String[] {
            "PulseMetrics " + properties.getProperty("version"),
            "Java %s, %s %s".formatted(Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch"))
        };
    }
}
