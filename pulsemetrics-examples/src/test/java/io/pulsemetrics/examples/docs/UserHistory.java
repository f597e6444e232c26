package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.models.raw.Tables.USERS;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.raw.tables.Users;
import java.time.LocalDateTime;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.SQLDataType;

/** One row per version of a user. */
public final class UserHistory extends Model<UserHistory> {
    public static final UserHistory USER_HISTORY = new UserHistory(root());

    private UserHistory(As as) {
        super(as, UserHistory::new, Layer.tables("history", "history"));
    }

    private final Users u = source(USERS, "u");

    public final Column<Long> USER_ID = column("user_id", u.USER_ID);
    public final Column<String> COUNTRY = column("country", u.COUNTRY);
    public final Column<LocalDateTime> VALID_FROM = column("valid_from", SQLDataType.LOCALDATETIME);
    public final Column<LocalDateTime> VALID_TO = column("valid_to", SQLDataType.LOCALDATETIME);

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(u);
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.materialized(Materialization.snapshot(VALID_FROM, VALID_TO, USER_ID));
    }
}
