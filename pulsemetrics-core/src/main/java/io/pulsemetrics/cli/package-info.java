/**
 * A run on a terminal: what any project's command line can use. The entry point is {@link
 * io.pulsemetrics.cli.ConsoleListener}.
 */
@NullMarked
package io.pulsemetrics.cli;

import org.jspecify.annotations.NullMarked;
