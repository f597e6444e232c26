/** Programs that measure the library; see docs/benchmarks.md. */
@NullMarked
package io.pulsemetrics.benchmark;

import org.jspecify.annotations.NullMarked;
