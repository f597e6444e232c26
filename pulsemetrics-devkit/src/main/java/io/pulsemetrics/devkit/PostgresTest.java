package io.pulsemetrics.devkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test method a PostgreSQL database of its own, on the one server of this JVM ({@link PostgresServer#forTests()}).
 * Test methods, life-cycle methods and constructors may take parameters of these types, all on the same database:
 *
 * <ul>
 *   <li>{@link javax.sql.DataSource}
 *   <li>{@link java.sql.Connection}, closed after the test; one per parameter
 *   <li>{@link org.jooq.DSLContext}
 *   <li>{@link TestDatabase}
 * </ul>
 *
 * <p>The database is made when the first parameter asks for it and dropped after the test. What {@code @BeforeAll} or the
 * constructor of a class with one instance for all methods asks for is shared by the class. Tests may run in parallel.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresExtension.class)
public @interface PostgresTest {
    /**
     * Flyway locations, such as {@code classpath:db/migration}: migrated once per JVM into a template of which each test gets
     * a copy. Without any the database is empty.
     */
    String[] migrations() default {};

    /** The schema of Flyway's history table, created where missing. */
    String historySchema() default "public";
}
