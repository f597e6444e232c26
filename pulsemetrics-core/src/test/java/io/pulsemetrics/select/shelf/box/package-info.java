/** A package below another, for the tests of paths. */
@NullMarked
package io.pulsemetrics.select.shelf.box;

import org.jspecify.annotations.NullMarked;
