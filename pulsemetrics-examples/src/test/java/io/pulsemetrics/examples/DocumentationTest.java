package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents show code that exists, document every error code, and link to what is there. */
class DocumentationTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^ *```java\\n(.*?)^ *```");
    private static final Pattern XML_BLOCK = Pattern.compile("(?ms)^ *```xml\\n(.*?)^ *```");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_HEADING = Pattern.compile("(?m)^### `([a-z0-9-]+)`$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    private final Path root = root();
    private final List<Path> documents = documents();

    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not inside the project");
    }

    private List<Path> documents() {
        var found = new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")));
        found.addAll(files(root.resolve("docs"), ".md"));
        return found;
    }

    private static List<Path> files(Path folder, String suffix) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + folder, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private static String normalized(String code) {
        return code.replaceAll("\\s+", "");
    }

    private ImmutableList<String> sources() {
        try (var modules = Files.list(root)) {
            return modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .flatMap(module ->
                            Stream.of("src/main/java", "src/test/java").map(module::resolve))
                    .filter(Files::isDirectory)
                    .flatMap(folder -> files(folder, ".java").stream())
                    .map(file -> normalized(text(file)))
                    .collect(ImmutableList.toImmutableList());
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + root, e);
        }
    }

    @Test
    void shows_only_java_that_is_compiled() {
        var sources = sources();
        var unknown = new ArrayList<String>();
        for (var document : documents) {
            JAVA_BLOCK
                    .matcher(text(document))
                    .results()
                    .map(block -> block.group(1))
                    .filter(code -> sources.stream().noneMatch(source -> source.contains(normalized(code))))
                    .forEach(code -> unknown.add(root.relativize(document) + ":\n" + code));
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void shows_only_plugins_that_a_new_project_has() {
        var newProject = normalized(
                text(root.resolve("pulsemetrics-core/src/main/resources/io/pulsemetrics/cli/command/template/pom.xml"))
                        .replaceAll("(?<!\\$)\\{package}", "com.acme.shop"));

        var shown = documents.stream()
                .flatMap(document -> XML_BLOCK.matcher(text(document)).results())
                .map(block -> normalized(block.group(1)))
                .filter(block -> block.contains("<plugin>"))
                .toList();

        assertThat(shown)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(newProject).contains(block));
    }

    @Test
    void documents_every_error_code_and_no_other() {
        var documented = CODE_HEADING
                .matcher(text(root.resolve("docs/errors.md")))
                .results()
                .map(heading -> heading.group(1))
                .toList();

        assertThat(documented)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::id).toList());
    }

    @Test
    void links_only_to_what_is_there() {
        var dead = new ArrayList<String>();
        for (var document : documents) {
            LINK.matcher(FENCE.matcher(text(document)).replaceAll(""))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains("://"))
                    .filter(link -> !leadsSomewhere(document, link))
                    .forEach(link -> dead.add(root.relativize(document) + " -> " + link));
        }

        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(Path document, String link) {
        var hash = link.indexOf('#');
        var path = hash < 0 ? link : link.substring(0, hash);
        var target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    /** As code hosts make them: lower case, without punctuation, with hyphens for blanks. */
    private static List<String> anchors(Path document) {
        return HEADING.matcher(FENCE.matcher(text(document)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .toList();
    }
}
