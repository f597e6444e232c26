/** What a run will do, decided without a connection: the catalogue comes in as a {@link io.pulsemetrics.plan.CatalogSnapshot}. */
@NullMarked
package io.pulsemetrics.plan;

import org.jspecify.annotations.NullMarked;
