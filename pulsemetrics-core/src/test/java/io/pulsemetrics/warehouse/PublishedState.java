package io.pulsemetrics.warehouse;

/** A table and a view of ours and a view of another's, which all say which publish they are of; 1 is published. */
final class PublishedState {
    private final Target target;

    PublishedState(Target target) {
        this.target = target;
        publish(1);
        target.execute("create schema f", "create view f.w as select x from a.t");
    }

    Published publish(int x) {
        return target.publish("a.t", "select %d as x".formatted(x), "a.v", "VIEW select x from a__build.t");
    }

    /** What one statement sees of the table and the two views: {@code 1|1|1} at first. */
    String read() {
        return target.rows("select (select x from a.t), (select x from a.v), (select x from f.w)")
                .getFirst();
    }
}
