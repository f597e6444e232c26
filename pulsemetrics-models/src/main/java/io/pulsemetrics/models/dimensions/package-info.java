/** What facts are looked at by: users, days, plans, channels. The entry point is {@link io.pulsemetrics.models.dimensions.Dimension}. */
@NullMarked
package io.pulsemetrics.models.dimensions;

import org.jspecify.annotations.NullMarked;
