package io.pulsemetrics.models.staging;

import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.upper;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.codes.AcquisitionChannel;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.raw.tables.Users;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;

/** One row per user. */
public final class StgUsers extends Staging<StgUsers> {
    private static final int LONGEST_TEXT = 200;

    public static final StgUsers STG_USERS = new StgUsers(root());

    private StgUsers(As as) {
        super(as, StgUsers::new);
    }

    private final Users u = source(USERS, "u");

    public final Column<Long> USER_ID =
            column("user_id", u.USER_ID).primaryKey().describedAs("The user");
    public final Column<String> EMAIL = column("email", lower(text(u.EMAIL)))
            .notNull()
            .check(c -> Check.regex(c, "^[^@ ]+@[^@ ]+$"))
            .sensitive()
            .describedAs("Address, in lower case");
    public final Column<String> FIRST_NAME = column("first_name", text(u.FIRST_NAME))
            .check(StgUsers::decoded)
            .check(StgUsers::ofLikelyLength)
            .sensitive()
            .describedAs("Given name");
    public final Column<String> LAST_NAME = column("last_name", text(u.LAST_NAME))
            .check(StgUsers::decoded)
            .check(StgUsers::ofLikelyLength)
            .sensitive()
            .describedAs("Family name");
    public final Column<String> COMPANY = column("company", text(u.COMPANY))
            .check(StgUsers::decoded)
            .check(StgUsers::ofLikelyLength)
            .describedAs("Employer");
    public final Column<String> JOB_TITLE =
            column("job_title", text(u.JOB_TITLE)).describedAs("Position");
    public final Column<String> COUNTRY =
            column("country", upper(text(u.COUNTRY))).describedAs("Country, as an ISO 3166 code in upper case");
    public final Column<String> ACQUISITION_CHANNEL = column("acquisition_channel", code(u.ACQUISITION_CHANNEL))
            .notNull()
            .acceptedValues(Code.all(AcquisitionChannel.class))
            .describedAs("How the user found us");
    public final Column<LocalDateTime> SIGNED_UP_AT = column("signed_up_at", utc(u.SIGNUP_DATE))
            .notNull()
            .check(Staging::possible)
            .describedAs("Instant of the sign-up (UTC)");
    public final Column<Boolean> IS_ACTIVATED =
            column("is_activated", u.IS_ACTIVATED).notNull().describedAs("Whether the user completed the set-up");
    public final Column<LocalDateTime> ACTIVATED_AT =
            column("activated_at", utc(u.ACTIVATED_AT)).describedAs("Instant of the activation (UTC); NULL until then");
    public final Column<LocalDateTime> CREATED_AT =
            column("created_at", utc(u.CREATED_AT)).describedAs("Instant at which the source created the row (UTC)");
    public final Column<LocalDateTime> UPDATED_AT = column("updated_at", utc(u.UPDATED_AT))
            .describedAs("Instant at which the source last changed the row (UTC)");

    /** UTF-8 that was read as Latin-1 has Â or Ã before a character of the upper half; what could not be read at all, a mark. */
    private static Check decoded(Field<String> text) {
        return Check.notRegex(text, "[ÂÃ][\u0080-\u00BF]|\uFFFD").warn();
    }

    private static Check ofLikelyLength(Field<String> text) {
        return Check.length(text, 1, LONGEST_TEXT).warn();
    }

    @Override
    protected Version version() {
        return new Version(u.USER_ID, coalesce(u.UPDATED_AT, u.CREATED_AT), u._LOADED_AT);
    }

    @Override
    protected Table<?> raw() {
        return u;
    }

    @Override
    protected List<Check> ownChecks() {
        return List.of(recordedAfterItHappened(SIGNED_UP_AT, CREATED_AT));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Users as they last were, one row per user");
    }
}
