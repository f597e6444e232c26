/** What a run leaves in files. The entry point is {@link io.pulsemetrics.artifact.Artifacts}. */
@NullMarked
package io.pulsemetrics.artifact;

import org.jspecify.annotations.NullMarked;
