/**
 * The raw tables made plain, one view each (a table for events): one row per key, codes in one spelling, instants in UTC, no joins. The entry point
 * is {@link io.pulsemetrics.models.staging.Staging}.
 */
@NullMarked
package io.pulsemetrics.models.staging;

import org.jspecify.annotations.NullMarked;
