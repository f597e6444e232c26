/**
 * Damages the raw tables in named ways, to see what becomes of it: {@link io.pulsemetrics.generator.damage.Damage} is the entry, {@link
 * io.pulsemetrics.generator.damage.Way} has the ways.
 */
@NullMarked
package io.pulsemetrics.generator.damage;

import org.jspecify.annotations.NullMarked;
