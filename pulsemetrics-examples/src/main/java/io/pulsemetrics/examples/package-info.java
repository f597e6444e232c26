/**
 * Programs that show PulseMetrics in use: the application itself, {@link io.pulsemetrics.examples.PulseMetrics}, and small
 * ones, of which {@link io.pulsemetrics.examples.Quickstart} is the first to read.
 */
@NullMarked
package io.pulsemetrics.examples;

import org.jspecify.annotations.NullMarked;
