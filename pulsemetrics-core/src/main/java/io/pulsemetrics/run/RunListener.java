package io.pulsemetrics.run;

import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.warehouse.Published;

/**
 * Is told of a run as it goes. Calls come one at a time, from several threads; a slow listener slows the run, an exception
 * from one fails it.
 */
public interface RunListener {

    /**
     * The lock is held and building begins; everything was validated against the database, or, where snapshots are published before
     * everything else, they were.
     */
    default void runStarted(String runId, Plan plan) {}

    /** A source was looked at, before anything is built; if that was asked. */
    default void sourceInspected(SourceResult result) {}

    /** The node's relation is being built. */
    default void nodeStarted(PlannedNode node) {}

    /** Building goes on: about once a second, whatever happens, so that long builds can be told of. */
    default void stillRunning() {}

    /**
     * Something that is done for the node failed for a reason that may have passed: another session was in the way, or a connection was
     * lost. It is done again.
     *
     * @param retry 1 for the first time that it is done again
     * @param reason why it failed
     */
    default void nodeRetried(PlannedNode node, int retry, String reason) {}

    /**
     * The node is built and all its checks were asked, or it failed, or it was skipped, which is told after what it was skipped for. Once
     * for each node of the plan; the status is never {@link NodeStatus#PUBLISHED}. All nodes are finished before {@link #publishStarted},
     * unless the run publishes each as it is finished.
     */
    default void nodeFinished(NodeResult result) {}

    /**
     * The first publish transaction begins: what is to be published passed. Not called when nothing is published. In {@link
     * PublishMode#EACH} others are still being built.
     */
    default void publishStarted() {}

    /**
     * The transaction that published the node has committed. After {@link #publishStarted} and after the node was finished; parents before
     * children. Not called for snapshots that are published before everything else.
     */
    default void nodePublished(NodeResult result) {}

    /** The last publish transaction has committed, and everything is built and audited. Not called when nothing was published. */
    default void publishFinished(Published published) {}

    /** The run has ended, however it ended, unless it ended with an exception. */
    default void runFinished(RunResult result) {}
}
