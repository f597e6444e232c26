package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads selectors from text: terms such as {@code 2+tag:daily+}, intersected by commas, united by spaces. */
final class Grammar {
    private static final Pattern TERM = Pattern.compile("(?<family>@)?((?<up>\\d*)\\+)?((?<method>[\\w.]+):)?"
            + "(?<value>[^+@:,\\s][^,\\s]*?)(\\+(?<down>\\d*))?");
    private static final Splitter SPACES = Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings();
    private static final Splitter COMMAS = Splitter.on(',');

    private Grammar() {}

    /** The union of everything that stands in the texts. */
    static Selector read(List<String> texts) {
        return Union.of(texts.stream()
                .flatMap(SPACES::splitToStream)
                .map(Grammar::intersection)
                .collect(toImmutableList()));
    }

    private static Selector intersection(String expression) {
        return Intersection.of(COMMAS.splitToStream(expression)
                .map(term -> term(expression, term))
                .collect(toImmutableList()));
    }

    private static Selector term(String expression, String text) {
        var match = TERM.matcher(text);
        if (!match.matches()) {
            throw problem(
                    expression, "cannot be read", "Write it like stg_users, +dim_users, tag:daily or 2+fct_events+1");
        }
        boolean family = match.group("family") != null;
        if (family && (match.group("up") != null || match.group("down") != null)) {
            throw problem(
                    expression,
                    "has @ and + in one term",
                    "Leave + out: @m is m, its descendants and all the ancestors of those");
        }
        var value = match.group("value");
        var method = method(expression, match.group("method"), value);
        words(method).ifPresent(words -> {
            if (!words.contains(value)) {
                throw problem(
                        expression,
                        "uses the unknown word '%s'".formatted(value),
                        "Use one of: " + String.join(", ", words));
            }
        });
        return new Term(
                method,
                value,
                new Reach(depth(expression, match.group("up")), depth(expression, match.group("down")), family));
    }

    private static Method method(String expression, @Nullable String word, String value) {
        if (word == null) {
            return value.contains("/") ? Method.PATH : Method.NAME;
        }
        return Method.of(word)
                .orElseThrow(() -> problem(
                        expression, "uses the unknown method '%s'".formatted(word), "Use one of: " + Method.list()));
    }

    private static int depth(String expression, @Nullable String digits) {
        if (digits == null) {
            return 0;
        }
        if (digits.length() > 6) {
            throw problem(expression, "goes %s edges far".formatted(digits), "Leave the number out to go to the end");
        }
        return digits.isEmpty() ? Reach.ALL : Integer.parseInt(digits);
    }

    /** The values that a method knows; empty if the project decides. */
    private static Optional<ImmutableList<String>> words(Method method) {
        return switch (method) {
            case STATE ->
                Optional.of(list(
                        Arrays.stream(NodeState.values()).map(NodeState::word).toList()));
            case RESULT ->
                Optional.of(
                        list(Arrays.stream(Outcome.values()).map(Outcome::word).toList()));
            case SOURCE_STATUS -> Optional.of(ImmutableList.of("fresher"));
            case RESOURCE_TYPE -> Optional.of(ImmutableList.of("model", "seed", "source", "check", "test"));
            case SEVERITY -> Optional.of(ImmutableList.of("error", "warn"));
            case NAME, TAG, LAYER, SCHEMA, PATH, MATERIALIZED, SOURCE, SEED, CHECK_TYPE, SELECTOR -> Optional.empty();
        };
    }

    private static ImmutableList<String> list(List<String> words) {
        return ImmutableList.copyOf(words);
    }

    /** The text of several selectors, each as a term would need it. */
    static String join(List<? extends Selector> parts, String between) {
        return parts.stream().map(Object::toString).collect(joining(between));
    }

    static PulseException problem(Object selector, String message, String remedy) {
        return PulseException.of(ErrorCode.SELECTOR, "selector '" + selector + "'", message, remedy);
    }
}
