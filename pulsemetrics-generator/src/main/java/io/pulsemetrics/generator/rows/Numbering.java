package io.pulsemetrics.generator.rows;

import io.pulsemetrics.generator.history.History;
import java.util.List;

/**
 * How many ids of each kind are taken before a chunk. Rows carry no ids until they are written: they are numbered from 1 without gaps, in
 * the order of the files, so a chunk can be written as soon as the sizes of those before it are known.
 */
record Numbering(long sessions, long events, long subscriptions, long invoices, long payments) {
    static final Numbering START = new Numbering(0, 0, 0, 0, 0);

    /** What is taken after the given histories. */
    Numbering after(List<History> histories) {
        var taken = new long[5];
        for (var history : histories) {
            taken[0] += history.sessions().size();
            for (var session : history.sessions()) {
                taken[1] += session.events().size();
            }
            taken[2] += history.subscriptions().size();
            for (var subscription : history.subscriptions()) {
                taken[3] += subscription.invoices().size();
                for (var invoice : subscription.invoices()) {
                    taken[4] += invoice.payments().size();
                }
            }
        }
        return new Numbering(
                sessions + taken[0],
                events + taken[1],
                subscriptions + taken[2],
                invoices + taken[3],
                payments + taken[4]);
    }
}
