package io.pulsemetrics.artifact;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON. Written are maps, iterables, text, numbers, truth values and null; anything else as its text. */
public final class Json {
    private Json() {}

    /**
     * Objects become maps, arrays lists, numbers doubles.
     *
     * @throws IllegalArgumentException if it is no JSON, saying where
     */
    public static @Nullable Object read(String text) {
        return JsonReader.read(text);
    }

    /** In one line. The order of a map's entries is kept. */
    public static String write(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean truth -> truth.toString();
            case Double number when !Double.isFinite(number) -> "null";
            case Number number -> number.toString();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + write(entry.getValue()))
                        .collect(joining(",", "{", "}"));
            case Iterable<?> values -> {
                var items = new StringBuilder("[");
                for (Object item : values) {
                    items.append(items.length() == 1 ? "" : ",").append(write(item));
                }
                yield items.append(']').toString();
            }
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        var json = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) {
                        json.append("\\u%04x".formatted(c));
                    } else {
                        json.append((char) c);
                    }
                }
            }
        });
        return json.append('"').toString();
    }
}
