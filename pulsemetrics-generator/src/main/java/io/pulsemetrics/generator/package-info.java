/**
 * Seeded synthetic data of a SaaS product, its load into the raw tables, and the truth about it: {@link
 * io.pulsemetrics.generator.SyntheticData} is the entry.
 */
@NullMarked
package io.pulsemetrics.generator;

import org.jspecify.annotations.NullMarked;
