/**
 * The command line of any project: build, run, check, ls, plan and so on. The entry point is {@link
 * io.pulsemetrics.cli.command.PulseCommand}.
 */
@NullMarked
package io.pulsemetrics.cli.command;

import org.jspecify.annotations.NullMarked;
