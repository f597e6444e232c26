/**
 * The warehouse of a SaaS business: {@link io.pulsemetrics.models.RawSchema} makes and names the raw tables, whose classes are
 * generated into {@code io.pulsemetrics.models.raw}; {@link io.pulsemetrics.models.SaasModels} lists the staging views, dimensions
 * and facts that are built from them.
 */
@NullMarked
package io.pulsemetrics.models;

import org.jspecify.annotations.NullMarked;
