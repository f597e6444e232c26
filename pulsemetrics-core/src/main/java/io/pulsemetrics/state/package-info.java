/** The ledger of runs, in schema {@code pulse_state}; the entry point is {@link io.pulsemetrics.state.Ledger}. */
@NullMarked
package io.pulsemetrics.state;

import org.jspecify.annotations.NullMarked;
