package io.pulsemetrics.warehouse;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session that holds a target's lock.
 *
 * @param pid its server process
 * @param application its application name, which tells the run: {@code pulsemetrics:<target>:<run>:publisher}
 * @param user its role
 * @param since when it connected, if our role may see that
 * @param client its address, if our role may see it and it is not on the server's own machine
 */
public record LockHolder(
        int pid,
        String application,
        String user,
        @Nullable Instant since,
        @Nullable String client) {
    /** {@code session 4711 ('pulsemetrics:dev:r1:publisher', role etl, from 10.0.0.7) since 2026-11-22T18:00:00Z}. */
    @Override
    public String toString() {
        return "session %d ('%s', role %s%s)%s"
                .formatted(
                        pid,
                        application,
                        user,
                        client == null ? "" : ", from " + client,
                        since == null ? "" : " since " + since);
    }
}
