package io.pulsemetrics.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a new project, from this library's jar.
 *
 * @param words what stands for {@code {package}} and the like
 */
record ProjectTemplate(ImmutableMap<String, String> words) {
    private static final ImmutableMap<String, String> FILLED = ImmutableMap.<String, String>builder()
            .put("pom.xml", "pom.xml")
            .put("README.md", "README.md")
            .put("gitignore", ".gitignore")
            .put("jvm.config", ".mvn/jvm.config")
            .put("pulse", "pulse")
            .put("V1__raw_orders.sql", "src/main/resources/db/migration/V1__raw_orders.sql")
            .put("Main.java", "src/main/java/{path}/Main.java")
            .put("StgOrders.java", "src/main/java/{path}/StgOrders.java")
            .put("FctDailySales.java", "src/main/java/{path}/FctDailySales.java")
            .put("FctDailySalesTest.java", "src/test/java/{path}/FctDailySalesTest.java")
            .buildOrThrow();

    /** The wrapper of this library's own build. */
    private static final ImmutableList<String> COPIED =
            ImmutableList.of("mvnw", "mvnw.cmd", ".mvn/find-jdk.sh", ".mvn/find-jdk.cmd");

    /** Not what Maven or a shell fills in: {@code ${jooq.version}}. */
    private static final Pattern WORD = Pattern.compile("(?<!\\$)\\{([a-z][a-z0-9.-]*)}");

    private static final ImmutableList<String> PROGRAMS = ImmutableList.of("mvnw", "pulse");

    /** Of a project of this name and package, with the versions that this library was built with. */
    static ProjectTemplate of(String name, String packageName) {
        var words = ImmutableMap.<String, String>builder().put("name", name).put("package", packageName);
        versions().forEach((library, version) -> words.put(library.toString(), version.toString()));
        return new ProjectTemplate(words.buildOrThrow());
    }

    /** Writes all files; the directory is created where it is missing. */
    void writeTo(Path directory) throws IOException {
        for (var file : FILLED.entrySet()) {
            var path = directory.resolve(file.getValue().replace("{path}", packagePath()));
            write(
                    path,
                    filled(Resources.toString(resource("template/" + file.getKey()), UTF_8))
                            .getBytes(UTF_8));
        }
        for (var file : COPIED) {
            write(directory.resolve(file), Resources.toByteArray(resource("template/" + file)));
        }
        for (var program : PROGRAMS) {
            makeExecutable(directory.resolve(program));
        }
    }

    private static void write(Path path, byte[] content) throws IOException {
        var parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.write(path, content);
    }

    /** For whoever may read it, where the file system knows of that. */
    private static void makeExecutable(Path path) throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        var permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.GROUP_READ)) {
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        view.setPermissions(permissions);
    }

    private String packagePath() {
        return words.getOrDefault("package", "").replace('.', '/');
    }

    private String filled(String text) {
        return WORD.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(words.getOrDefault(found.group(1), found.group())));
    }

    private static URL resource(String name) {
        return Resources.getResource(ProjectTemplate.class, name);
    }

    /** Of this library and of what a project needs beside it, which the build wrote down. */
    private static Properties versions() {
        var properties = new Properties();
        try (var in = resource("version.properties").openStream()) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
