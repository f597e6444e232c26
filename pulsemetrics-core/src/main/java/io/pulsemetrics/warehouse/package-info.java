/**
 * The database: the one place that speaks DDL and reads the catalogue. PostgreSQL 15 and later.
 *
 * <p>Begin with {@link io.pulsemetrics.warehouse.Session}, a connection made ready; {@link io.pulsemetrics.warehouse.TargetLock} keeps
 * other runs away, {@link io.pulsemetrics.warehouse.BuildSchemas} makes room for the new relations, {@link
 * io.pulsemetrics.warehouse.Relations} builds them and {@link io.pulsemetrics.warehouse.Publisher} puts them in their place.
 */
@NullMarked
package io.pulsemetrics.warehouse;

import org.jspecify.annotations.NullMarked;
