package io.pulsemetrics.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.CommonTableExpression;
import org.jooq.WithStep;
import org.jooq.impl.DSL;

/**
 * What a model declares while it is constructed. Its aliases, which are constructed in the same way, share it and add nothing. What only its
 * query asks for, parameters and the window, is added when a project is assembled, by one thread; from then on it is there already, and
 * threads may read it side by side.
 */
final class ModelDeclaration {
    private final Set<Dependency> dependencies = new LinkedHashSet<>();
    private final List<DeclaredStep> steps = new ArrayList<>();
    private final Set<Parameter<?>> parameters = new LinkedHashSet<>();
    private final List<Model.Timed> timed = new ArrayList<>();
    private final List<Model.Current> current = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean asksForWindow;

    private record DeclaredStep(Step<?> step, boolean materialized) {}

    void reads(Dependency dependency) {
        dependencies.add(dependency);
    }

    void reads(Model.Timed read) {
        timed.add(read);
    }

    void reads(Model.Current read) {
        current.add(read);
    }

    void step(Model<?> model, Step<?> step, boolean materialized) {
        if (steps.stream().anyMatch(s -> s.step().getName().equals(step.getName()))) {
            problems.add(new Problem(
                    ErrorCode.STEP_TWICE,
                    model.getName(),
                    "two steps are named " + step.getName(),
                    "Rename the class of one of them; aliases of one step are made with as(..)"));
        }
        steps.add(new DeclaredStep(step, materialized));
    }

    void parameter(Parameter<?> parameter) {
        parameters.add(parameter);
    }

    void askForWindow() {
        asksForWindow = true;
    }

    ImmutableSet<Dependency> dependencies() {
        return ImmutableSet.copyOf(dependencies);
    }

    ImmutableSet<Parameter<?>> parameters() {
        return ImmutableSet.copyOf(parameters);
    }

    ImmutableList<Model.Timed> timed() {
        return ImmutableList.copyOf(timed);
    }

    ImmutableList<Model.Current> current() {
        return ImmutableList.copyOf(current);
    }

    boolean asksForWindow() {
        return asksForWindow;
    }

    boolean hasSteps() {
        return !steps.isEmpty();
    }

    ImmutableList<Step<?>> steps() {
        return steps.stream().map(DeclaredStep::step).collect(toImmutableList());
    }

    /** {@code with} the steps, in the order of declaration. */
    WithStep with() {
        return DSL.with(steps.stream()
                .map(s -> s.step().expression(s.materialized()))
                .toArray(CommonTableExpression<?>[]::new));
    }

    List<Problem> problems() {
        var all = new ArrayList<>(problems);
        steps.forEach(s -> all.addAll(s.step().declarationProblems()));
        return all;
    }
}
