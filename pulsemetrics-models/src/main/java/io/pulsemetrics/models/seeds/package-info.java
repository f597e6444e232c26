/** Reference data kept in the code: plans and acquisition channels. The entry point is {@link io.pulsemetrics.models.seeds.SeedPlan}. */
@NullMarked
package io.pulsemetrics.models.seeds;

import org.jspecify.annotations.NullMarked;
