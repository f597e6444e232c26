/**
 * The rows of the raw tables as bytes: {@link io.pulsemetrics.generator.rows.ChunkFeed} tells a scenario's, as CSV or for a binary COPY,
 * {@link io.pulsemetrics.generator.rows.CsvDirectory} keeps them as files.
 */
@NullMarked
package io.pulsemetrics.generator.rows;

import org.jspecify.annotations.NullMarked;
