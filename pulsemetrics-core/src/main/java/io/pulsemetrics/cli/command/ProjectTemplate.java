package io.pulsemetrics.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The files of a new project, from this library's jar.
 *
 * @param words what stands for {@code {package}} and the like
 */
record ProjectTemplate(ImmutableMap<String, String> words) {
    private static final ImmutableMap<String, String> FILES = ImmutableMap.<String, String>builder()
            .put("pom.xml", "pom.xml")
            .put("README.md", "README.md")
            .put("gitignore", ".gitignore")
            .put("Main.java", "src/main/java/{path}/Main.java")
            .put("Orders.java", "src/main/java/{path}/Orders.java")
            .put("StgOrders.java", "src/main/java/{path}/StgOrders.java")
            .put("DailySales.java", "src/main/java/{path}/DailySales.java")
            .put("DailySalesTest.java", "src/test/java/{path}/DailySalesTest.java")
            .buildOrThrow();

    /** Writes all files; the directory is created where it is missing. */
    void writeTo(Path directory) throws IOException {
        for (var file : FILES.entrySet()) {
            var path = directory.resolve(file.getValue().replace("{path}", packagePath()));
            var parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(path, filled(Resources.toString(resource("template/" + file.getKey()), UTF_8)));
        }
    }

    private String packagePath() {
        return words.getOrDefault("package", "").replace('.', '/');
    }

    private String filled(String text) {
        var filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace("{" + word.getKey() + "}", word.getValue());
        }
        return filled;
    }

    private static URL resource(String name) {
        return Resources.getResource(ProjectTemplate.class, name);
    }

    /** The version of this library, which the build wrote down. */
    static String version() {
        var properties = new Properties();
        try (var in = resource("version.properties").openStream()) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
