/** The commands of the application. The entry point is {@link io.pulsemetrics.examples.command.PulseMetricsCommands}. */
@NullMarked
package io.pulsemetrics.examples.command;

import org.jspecify.annotations.NullMarked;
