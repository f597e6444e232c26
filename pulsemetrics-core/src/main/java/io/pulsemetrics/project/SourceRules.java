package io.pulsemetrics.project;

import io.pulsemetrics.check.Audit;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold of the sources that a project declares. */
final class SourceRules {
    private SourceRules() {}

    /** @throws PulseException with every problem */
    static void verify(List<Source> sources, Set<RelationName> nodes) {
        List<Problem> problems = new ArrayList<>();
        var names = new HashSet<RelationName>();
        for (var source : sources) {
            if (!names.add(source.name())) {
                problems.add(problem(
                        ErrorCode.NAME_TWICE, source, "the source is declared twice", "Declare it in one place"));
            }
            if (nodes.contains(source.name())) {
                problems.add(problem(
                        ErrorCode.WRONG_DEPENDENCY,
                        source,
                        "it is declared as a source and is a model or seed of the project",
                        "Declare its checks where the model or seed is declared"));
            }
            NodeRules.checkNames(source.toString(), source.checks(), problems);
            NodeRules.targets(source.toString(), source.checks(), nodes, problems);
            source.checks().stream()
                    .filter(Audit::comparesPublished)
                    .forEach(check -> problems.add(problem(
                            ErrorCode.WRONG_REFERENCE,
                            source,
                            "its check %s compares with what was last published, and a source is not published"
                                    .formatted(check.name()),
                            "Put the check on a model that reads the source")));
        }
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
    }

    private static Problem problem(ErrorCode code, Source source, String message, String remedy) {
        return new Problem(code, source.toString(), message, remedy);
    }
}
