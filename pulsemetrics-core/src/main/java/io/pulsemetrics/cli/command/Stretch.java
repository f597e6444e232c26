package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as an option gives it: {@code 30s}, {@code 30m}, {@code 12h}, {@code 3d}, {@code 2w}. */
final class Stretch {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([smhdw])");
    private static final ImmutableMap<String, Duration> UNITS = ImmutableMap.of(
            "s",
            Duration.ofSeconds(1),
            "m",
            Duration.ofMinutes(1),
            "h",
            Duration.ofHours(1),
            "d",
            Duration.ofDays(1),
            "w",
            Duration.ofDays(7));

    private Stretch() {}

    /** As it is typed, in the largest unit that it is whole in. */
    static String words(Duration time) {
        var unit = UNITS.entrySet().stream()
                .filter(it -> time.toSeconds() % it.getValue().toSeconds() == 0)
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        return time.toSeconds() / unit.getValue().toSeconds() + unit.getKey();
    }

    /** Reads the option. */
    static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            var match = FORM.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException(
                        "'%s' is no length of time such as 30s, 30m, 12h, 3d or 2w".formatted(text));
            }
            return UNITS.getOrDefault(match.group(2), Duration.ZERO).multipliedBy(Long.parseLong(match.group(1)));
        }
    }
}
