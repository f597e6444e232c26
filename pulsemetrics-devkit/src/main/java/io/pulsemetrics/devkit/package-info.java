/**
 * PostgreSQL while developing and testing: {@link io.pulsemetrics.devkit.PostgresServer} starts or finds a server, {@link
 * io.pulsemetrics.devkit.PostgresTest} gives each JUnit 5 test a database of its own on one.
 */
@NullMarked
package io.pulsemetrics.devkit;

import org.jspecify.annotations.NullMarked;
