/** What happened, up to as-of, and what is measured from it. The entry point is {@link io.pulsemetrics.models.facts.Fact}. */
@NullMarked
package io.pulsemetrics.models.facts;

import org.jspecify.annotations.NullMarked;
