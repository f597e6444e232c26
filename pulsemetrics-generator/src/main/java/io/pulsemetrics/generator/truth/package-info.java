/**
 * The metrics of a set of histories, by their definitions and in plain Java, to compare the published models with: {@link
 * io.pulsemetrics.generator.truth.Truth} is the entry. Nothing here knows SQL, files or how a history came about.
 */
@NullMarked
package io.pulsemetrics.generator.truth;

import org.jspecify.annotations.NullMarked;
