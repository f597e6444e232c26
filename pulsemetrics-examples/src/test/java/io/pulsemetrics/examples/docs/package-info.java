/** The code that the documents show: each of their snippets is a piece of a class in here, or of the project itself. */
@NullMarked
package io.pulsemetrics.examples.docs;

import org.jspecify.annotations.NullMarked;
