package io.pulsemetrics.error;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that PulseMetrics throws for what its user can mend. It carries every problem that was found, not only
 * the first; its message is fit to be shown as it is, without a stack trace.
 */
public final class PulseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final ErrorKind kind;

    public PulseException(List<Problem> problems) {
        this(problems, null);
    }

    public PulseException(List<Problem> problems, @Nullable Throwable cause) {
        super(cause);
        this.problems = List.copyOf(problems);
        this.kind = problems.getFirst().code().kind();
    }

    /** An exception of one problem. */
    public static PulseException of(ErrorCode code, String where, String message, String remedy) {
        return new PulseException(List.of(new Problem(code, where, message, remedy)));
    }

    /** An exception of one problem, with what caused it. */
    public static PulseException of(
            ErrorCode code, String where, String message, String remedy, @Nullable Throwable cause) {
        return new PulseException(List.of(new Problem(code, where, message, remedy)), cause);
    }

    /** All that was found, in the order in which it was found; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** All problems, numbered if there are several. */
    @Override
    public String getMessage() {
        return describe(problems);
    }

    /** The kind of the first problem: it decides the exit code. */
    public ErrorKind kind() {
        return kind;
    }

    private static String describe(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception needs at least one problem");
        }
        if (problems.size() == 1) {
            return problems.getFirst().toString();
        }
        return IntStream.range(0, problems.size())
                .mapToObj(i -> "  %d. %s".formatted(i + 1, problems.get(i)))
                .collect(Collectors.joining("\n", problems.size() + " problems:\n", ""));
    }
}
