package io.pulsemetrics.devkit.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.jooq.meta.Definition;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.junit.jupiter.api.Test;

class MigratedPostgresDatabaseTest {
    @Test
    void reads_tables_and_exact_types_from_the_migrated_schema() {
        var properties = new Properties();
        properties.setProperty("locations", "classpath:devkit/shelf");
        try (var database = database(properties)) {
            var schema = database.getSchemata().getFirst();
            var books = database.getTable(schema, "books");

            assertThat(books.getColumns())
                    .extracting(Definition::getName)
                    .containsExactly("title", "tags", "bought_at");
            assertThat(books.getColumn("tags").getType().getType()).isEqualTo("jsonb");
            assertThat(books.getColumn("bought_at").getType().getType()).isEqualTo("timestamp with time zone");
        }
    }

    @Test
    void wants_locations() {
        try (var database = database(new Properties())) {
            assertThatThrownBy(database::create)
                    .hasMessage("MigratedPostgresDatabase needs the property 'locations':"
                            + " Flyway locations, separated by commas");
        }
    }

    private static MigratedPostgresDatabase database(Properties properties) {
        var database = new MigratedPostgresDatabase();
        database.setProperties(properties);
        database.setConfiguredSchemata(List.of(new SchemaMappingType().withInputSchema("public")));
        return database;
    }
}
