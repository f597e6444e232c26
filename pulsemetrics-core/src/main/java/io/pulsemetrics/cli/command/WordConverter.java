package io.pulsemetrics.cli.command;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a word of which there are few, in either case, and says which there are.
 *
 * @param words all of them
 */
record WordConverter<E extends Enum<E>>(Class<E> words) implements ITypeConverter<E> {
    @Override
    public E convert(String text) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'%s' is none of %s"
                        .formatted(
                                text,
                                Arrays.stream(words.getEnumConstants())
                                        .map(Root::word)
                                        .collect(joining(", ")))));
    }
}
