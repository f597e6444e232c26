/** Measurements, run by hand; the entry point is {@link io.pulsemetrics.models.benchmark.ActiveUsersBenchmark}. */
@NullMarked
package io.pulsemetrics.models.benchmark;

import org.jspecify.annotations.NullMarked;
