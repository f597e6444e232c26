/**
 * Models and seeds assembled into one validated graph; the entry point is {@link io.pulsemetrics.project.Project#of}. No
 * database is asked.
 */
@NullMarked
package io.pulsemetrics.project;

import org.jspecify.annotations.NullMarked;
