/**
 * jOOQ code generation from a real PostgreSQL that Flyway has migrated: name {@link
 * io.pulsemetrics.devkit.codegen.MigratedPostgresDatabase} as the {@code database} of the jooq-codegen-maven plugin.
 */
@NullMarked
package io.pulsemetrics.devkit.codegen;

import org.jspecify.annotations.NullMarked;
