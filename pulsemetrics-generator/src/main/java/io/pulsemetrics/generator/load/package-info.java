/**
 * Brings rows into the raw tables by COPY, all of them in one transaction; {@link io.pulsemetrics.generator.load.Loader} is the entry.
 */
@NullMarked
package io.pulsemetrics.generator.load;

import org.jspecify.annotations.NullMarked;
