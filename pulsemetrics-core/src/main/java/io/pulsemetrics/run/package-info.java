/** Runs a project: build, audit, publish. The entry point is {@link io.pulsemetrics.run.ModelRunner}. */
@NullMarked
package io.pulsemetrics.run;

import org.jspecify.annotations.NullMarked;
