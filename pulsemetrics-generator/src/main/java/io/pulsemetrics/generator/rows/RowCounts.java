package io.pulsemetrics.generator.rows;

/** Rows by table. */
public record RowCounts(long users, long sessions, long events, long subscriptions, long payments) {
    /** No rows. */
    public static final RowCounts NONE = new RowCounts(0, 0, 0, 0, 0);

    /** The rows of one table. */
    public long of(RawTable table) {
        return switch (table) {
            case USERS -> users;
            case SESSIONS -> sessions;
            case EVENTS -> events;
            case SUBSCRIPTIONS -> subscriptions;
            case PAYMENTS -> payments;
        };
    }

    /** These rows and some more of one table. */
    public RowCounts plus(RawTable table, long rows) {
        return new RowCounts(
                users + (table == RawTable.USERS ? rows : 0),
                sessions + (table == RawTable.SESSIONS ? rows : 0),
                events + (table == RawTable.EVENTS ? rows : 0),
                subscriptions + (table == RawTable.SUBSCRIPTIONS ? rows : 0),
                payments + (table == RawTable.PAYMENTS ? rows : 0));
    }

    /** The rows of all tables. */
    public long total() {
        return users + sessions + events + subscriptions + payments;
    }
}
