package io.pulsemetrics.select;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A pattern in which {@code *} stands for any characters, {@code ?} for one and {@code [..]} for one of those. */
final class Glob implements Predicate<String> {
    private final String text;
    private final boolean plain;
    private final Predicate<String> matcher;

    Glob(String text) {
        this.text = text;
        this.plain = text.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
        this.matcher = plain
                ? text::equals
                : Pattern.compile(regex(text), Pattern.DOTALL).asMatchPredicate();
    }

    private static String regex(String text) {
        var regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '[' ? text.indexOf(']', i + 2) : -1;
            if (close > 0) {
                regex.append(oneOf(text.substring(i + 1, close)));
                i = close;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        });
            }
        }
        return regex.toString();
    }

    /** As in a shell: {@code [a-c]}, {@code [!a-c]}. */
    private static String oneOf(String characters) {
        boolean not = characters.startsWith("!") && characters.length() > 1;
        return (not ? "[^" : "[")
                + (not ? characters.substring(1) : characters).replaceAll("[\\\\\\[\\]^&]", "\\\\$0")
                + "]";
    }

    /** Whether it stands for nothing but itself. */
    boolean isPlain() {
        return plain;
    }

    @Override
    public boolean test(String value) {
        return matcher.test(value);
    }

    @Override
    public String toString() {
        return text;
    }
}
