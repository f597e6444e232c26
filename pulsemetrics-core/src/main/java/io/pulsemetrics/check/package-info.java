/**
 * Declarative data quality checks: what must hold of a relation's rows before it is published. The entry point is {@link
 * io.pulsemetrics.check.Check}, with {@link io.pulsemetrics.check.Aggregates}, {@link io.pulsemetrics.check.Sequences}, {@link
 * io.pulsemetrics.check.Comparisons} and {@link io.pulsemetrics.check.Changes} beside it; {@link io.pulsemetrics.check.Audit}
 * folds the checks of one relation into few queries.
 */
@NullMarked
package io.pulsemetrics.check;

import org.jspecify.annotations.NullMarked;
