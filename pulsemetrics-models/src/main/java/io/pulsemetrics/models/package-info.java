/**
 * The SaaS warehouse: {@link io.pulsemetrics.models.RawSchema} makes and names the raw tables that the models read; their
 * classes are generated into {@code io.pulsemetrics.models.raw}.
 */
@NullMarked
package io.pulsemetrics.models;

import org.jspecify.annotations.NullMarked;
