package io.pulsemetrics.run;

import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is asked to do.
 *
 * @param seen the project with the names under which the run reads it
 * @param nodes to build
 * @param shown the plan that somebody has seen, so that it must not become another
 */
record Assignment(Project seen, Set<Node> nodes, ParameterValues values, Optional<Plan> shown) {
    /** The same for some of the nodes, which is not what was shown. */
    Assignment of(Set<Node> some) {
        return new Assignment(seen, some, values, Optional.empty());
    }

    /** The plan that was shown, else one that does not look at what is there. */
    Plan plan(Planning planning) {
        return shown.orElseGet(() -> Planner.plan(seen, nodes, values, planning.asked()));
    }
}
