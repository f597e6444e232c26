/** The closed sets of codes that the models read and publish, each in one place; the entry point is {@link io.pulsemetrics.models.codes.Code}. */
@NullMarked
package io.pulsemetrics.models.codes;

import org.jspecify.annotations.NullMarked;
