package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.project.Project;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that is not as its generated class says stops a run before anything is built. */
class SourceContractTest {
    private static final Layer STAGING = Layer.views("staging", "staging");

    private final TestPostgres database = TestPostgres.database();

    @AfterEach
    void drop() {
        database.close();
    }

    /** In the shape of a generated class. */
    private static final class Clients extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;
        static final Clients CLIENTS = new Clients(DSL.name("clients"), null);

        final TableField<Record, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false), this);
        final TableField<Record, String> EMAIL = createField(DSL.name("email"), SQLDataType.VARCHAR(200), this);

        private Clients(Name alias, @Nullable Clients aliased) {
            super(alias, aliased == null ? DSL.schema(DSL.name("raw")) : null, aliased);
            createField(DSL.name("city"), SQLDataType.CLOB, this);
        }

        @Override
        public Clients as(String alias) {
            return new Clients(DSL.name(alias), this);
        }
    }

    private static Model<?> reader(String name) {
        return InlineModel.define(STAGING, name, m -> {
            var c = m.source(Clients.CLIENTS, "c");
            m.column("id", c.ID);
            m.column("email", c.EMAIL);
            return select -> select.from(c);
        });
    }

    private RunResult run() {
        return ModelRunner.of(Project.of(reader("stg_clients"), reader("stg_mails")), database.dataSource())
                .run(all());
    }

    @Test
    void a_source_may_differ_where_no_model_reads_it() {
        database.execute("create schema raw", "create table raw.clients (note text, email text, id bigint not null)");

        assertThat(run().succeeded()).isTrue();
    }

    @Test
    void names_what_changed_with_the_models_that_read_it() {
        database.execute("create schema raw", "create table raw.clients (id integer, mail text, city text)");

        assertThatThrownBy(this::run).isInstanceOf(PulseException.class).hasMessage("""
                2 problems:
                  1. raw.clients.id: the class says Long (bigint), the table has integer, which is Integer in Java; read by \
                staging.stg_clients, staging.stg_mails. Generate the classes of the sources anew; javac then shows what to \
                change. [source-changed]
                  2. raw.clients.email: the table does not have the column any more; new in it: mail text; read by \
                staging.stg_clients, staging.stg_mails. Generate the classes of the sources anew; javac then shows what to \
                change. [source-changed]""");
    }

    @Test
    void names_a_column_that_was_dropped_and_builds_nothing() {
        database.execute("create schema raw", "create table raw.clients (id bigint not null, city text)");

        assertThatThrownBy(this::run)
                .hasMessage("raw.clients.email: the table does not have the column any more; read by"
                        + " staging.stg_clients, staging.stg_mails. Generate the classes of the sources anew; javac then"
                        + " shows what to change. [source-changed]");
        assertThat(DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                        .fetchCount(
                                DSL.table("pg_class"),
                                DSL.condition("relnamespace::regnamespace::text like 'staging%'")))
                .isZero();
    }

    @Test
    void names_a_column_that_can_now_be_null() {
        database.execute("create schema raw", "create table raw.clients (id bigint, email text, city text)");

        assertThatThrownBy(this::run)
                .hasMessage("raw.clients.id: the class says that it is never NULL, the table lets it be NULL; read by"
                        + " staging.stg_clients, staging.stg_mails. Generate the classes of the sources anew; javac then"
                        + " shows what to change. [source-changed]");
    }
}
