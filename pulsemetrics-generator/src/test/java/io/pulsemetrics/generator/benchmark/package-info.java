/** Programs that measure; {@code docs/benchmarks.md} gives their commands and what they measured. */
@NullMarked
package io.pulsemetrics.generator.benchmark;

import org.jspecify.annotations.NullMarked;
