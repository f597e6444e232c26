/**
 * The raw tables as CSV (RFC 4180, UTF-8, LF): {@link io.pulsemetrics.generator.csv.ChunkFeed} tells a scenario's rows as bytes, {@link
 * io.pulsemetrics.generator.csv.CsvDirectory} keeps them as files.
 */
@NullMarked
package io.pulsemetrics.generator.csv;

import org.jspecify.annotations.NullMarked;
