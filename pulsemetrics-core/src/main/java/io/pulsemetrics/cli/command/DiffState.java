package io.pulsemetrics.cli.command;

import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.run.ModelDiff.State;
import io.pulsemetrics.run.Target;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What {@code diff} compares, as it is typed.
 *
 * @param text {@code published}, {@code kept:2}, {@code target:prod}, ..
 */
record DiffState(String text) {
    private static final String TARGET = "target:";
    private static final String PREFIX = "prefix:";
    private static final String KEPT = "kept:";

    /** Reads the option. */
    static final class Converter implements ITypeConverter<DiffState> {
        @Override
        public DiffState convert(String text) {
            if (!text.matches("published|computed|build|kept(:[1-%d])?|(target|prefix):.+"
                    .formatted(BuildNames.MOST_KEPT_SETS))) {
                throw new TypeConversionException(
                        "'%s' is none of published, computed, build, kept, kept:N, target:NAME, prefix:TEXT"
                                .formatted(text));
            }
            return new DiffState(text);
        }
    }

    /** What is compared where one side alone was said: targets as they are published, else with what the query computes now. */
    DiffState opposite() {
        return new DiffState(namesTarget() || text.equals("computed") ? "published" : "computed");
    }

    boolean isPublished() {
        return text.equals("published");
    }

    private boolean namesTarget() {
        return text.startsWith(TARGET) || text.startsWith(PREFIX);
    }

    /** The target that it names. */
    Optional<Target> target(Invocation invocation) {
        if (text.startsWith(TARGET)) {
            return Optional.of(invocation.target(text.substring(TARGET.length())));
        }
        return text.startsWith(PREFIX)
                ? Optional.of(invocation
                        .target(null)
                        .called(text)
                        .withSchemas(SchemaMapping.prefix(text.substring(PREFIX.length()))))
                : Optional.empty();
    }

    /** @param there the database of the target that it names, if that is not the command's */
    State state(Invocation invocation, Optional<Database> there) {
        return target(invocation)
                .<State>map(target -> new State.InTarget(target, there.map(Database::dataSource)))
                .orElseGet(this::state);
    }

    private State state() {
        return switch (text) {
            case "published" -> new State.Published();
            case "computed" -> new State.Computed();
            case "build" -> new State.Built();
            default -> new State.Kept(text.startsWith(KEPT) ? Integer.parseInt(text.substring(KEPT.length())) : 1);
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
