/** Kills runs at random moments while others read; see {@link io.pulsemetrics.faults.FaultInjection}. */
@NullMarked
package io.pulsemetrics.faults;

import org.jspecify.annotations.NullMarked;
