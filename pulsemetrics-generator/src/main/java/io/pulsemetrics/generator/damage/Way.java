package io.pulsemetrics.generator.damage;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.List;

/** A way in which data goes bad. Equal to another of the same name. Immutable. */
public final class Way {
    private static final ImmutableList<Way> ALL = ImmutableList.<Way>builder()
            .addAll(RepairedWays.ALL)
            .addAll(KeyWays.ALL)
            .addAll(CodeWays.ALL)
            .addAll(AmountWays.ALL)
            .addAll(TimeWays.ALL)
            .addAll(StoryWays.ALL)
            .build();

    private static final int SHOWN = 10;

    private final String name;
    private final String description;
    private final Handling handling;
    private final ImmutableList<Wound> wounds;

    Way(String name, String description, Handling handling, Wound... wounds) {
        this.name = name;
        this.description = description;
        this.handling = handling;
        this.wounds = ImmutableList.copyOf(wounds);
    }

    /** A way that a check catches. */
    static Way caught(String name, String description, String model, String check, Wound... wounds) {
        return new Way(name, description, new Handling.Caught(model, check), wounds);
    }

    /** All ways: those that staging repairs, then those that checks catch. */
    public static ImmutableList<Way> all() {
        return ALL;
    }

    /**
     * The way of this name.
     *
     * @throws PulseException {@link ErrorCode#DAMAGE_UNKNOWN}
     */
    public static Way named(String name) {
        return ALL.stream()
                .filter(way -> way.name.equals(name))
                .findFirst()
                .orElseThrow(() -> PulseException.of(
                        ErrorCode.DAMAGE_UNKNOWN,
                        name,
                        "there is no such way to damage data",
                        "Use some of: %s, ..: damage --list has all of them"
                                .formatted(
                                        ALL.stream().limit(SHOWN).map(Way::name).collect(joining(", ")))));
    }

    /** Its name: {@code negative-payments}. */
    public String name() {
        return name;
    }

    /** What is wrong with the rows. */
    public String description() {
        return description;
    }

    /** What the models make of it. */
    public Handling handling() {
        return handling;
    }

    /** What is done, in this order. */
    List<Wound> wounds() {
        return wounds;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Way way && way.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
