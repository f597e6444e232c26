/**
 * How the users of a product behave: a {@link io.pulsemetrics.generator.simulation.Simulation} of a
 * {@link io.pulsemetrics.generator.simulation.Scenario} tells the history of each user, from a random stream of the user's own.
 */
@NullMarked
package io.pulsemetrics.generator.simulation;

import org.jspecify.annotations.NullMarked;
