package io.pulsemetrics.model;

import static java.util.stream.Collectors.joining;

import com.google.common.base.CaseFormat;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the stack tells of relations that are being constructed right now, before their constructors can be asked. */
final class Constructing {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Constructing() {}

    /** The name of the relation whose constructor calls this: {@code DimUsers} becomes {@code dim_users}. */
    static String relationName() {
        var type = STACK.walk(Constructing::innermost);
        return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, type.getSimpleName());
    }

    /**
     * A constructor is called by that of its subclass: the last of the chain is the class that was asked for. The name of a method costs
     * more than its class, and is asked for last.
     */
    private static Class<?> innermost(Stream<StackFrame> frames) {
        Class<?> type = Relation.class;
        var rest = frames.iterator();
        rest.next(); // this class
        while (rest.hasNext()) {
            var frame = rest.next();
            var caller = frame.getDeclaringClass();
            if (caller == type) {
                continue;
            }
            if (!type.isAssignableFrom(caller) || !frame.getMethodName().equals("<init>")) {
                break;
            }
            type = caller;
        }
        return type;
    }

    /**
     * The relations whose classes are being initialized, each because the one before it refers to it, when the last of them
     * refers to one that has not finished; empty if that is not what happens.
     */
    static Optional<String> cycle() {
        List<String> types = new ArrayList<>(STACK.walk(frames -> frames.filter(f ->
                        f.getMethodName().equals("<clinit>") && Relation.class.isAssignableFrom(f.getDeclaringClass()))
                .map(f -> f.getDeclaringClass().getSimpleName())
                .toList()));
        if (types.size() < 2) {
            return Optional.empty();
        }
        var path = types.reversed();
        return Optional.of(
                Stream.concat(path.stream(), Stream.of(path.getFirst())).collect(joining(" -> ")));
    }
}
