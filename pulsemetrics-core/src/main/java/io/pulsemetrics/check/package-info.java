/**
 * Declarative data quality checks: what must hold of a relation's rows before it is published. The entry point is {@link
 * io.pulsemetrics.check.Check}; {@link io.pulsemetrics.check.Audit} folds the checks of one relation into few queries.
 */
@NullMarked
package io.pulsemetrics.check;

import org.jspecify.annotations.NullMarked;
