/** An immutable directed acyclic graph; the entry point is {@link io.pulsemetrics.graph.Dag}. Knows nothing of models. */
@NullMarked
package io.pulsemetrics.graph;

import org.jspecify.annotations.NullMarked;
