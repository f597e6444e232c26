package io.pulsemetrics.select;

import static java.util.Objects.requireNonNull;

/**
 * The smallest selector: what is looked at, which value it has, and how far to look from there. {@code 2+tag:daily+} is {@code
 * tag("daily").withAncestors(2).withDescendants()}.
 *
 * @param value may contain {@code *}, {@code ?} and {@code [..]}
 */
public record Term(Method method, String value, Reach reach) implements Selector {
    public Term {
        requireNonNull(method);
        requireNonNull(reach);
        if (value.isBlank() || value.chars().anyMatch(c -> c == ',' || Character.isWhitespace(c))) {
            throw new IllegalArgumentException(
                    "a term has a value without spaces and commas, not '%s'".formatted(value));
        }
    }

    Term(Method method, String value) {
        this(method, value, Reach.NONE);
    }

    /** With all ancestors: {@code +m}. */
    public Term withAncestors() {
        return withAncestors(Reach.ALL);
    }

    /** With ancestors at most so many edges away: {@code 2+m}. */
    public Term withAncestors(int depth) {
        return new Term(method, value, new Reach(depth, reach.descendants(), reach.family()));
    }

    /** With all descendants: {@code m+}. */
    public Term withDescendants() {
        return withDescendants(Reach.ALL);
    }

    /** With descendants at most so many edges away: {@code m+3}. */
    public Term withDescendants(int depth) {
        return new Term(method, value, new Reach(reach.ancestors(), depth, reach.family()));
    }

    /** With all descendants and everything that those need: {@code @m}. */
    public Term withFamily() {
        return new Term(method, value, new Reach(reach.ancestors(), reach.descendants(), true));
    }

    @Override
    public String toString() {
        var named = method == Method.NAME ? value : method.word() + ":" + value;
        return reach.prefix() + named + reach.suffix();
    }
}
