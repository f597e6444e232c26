/** Models in packages, for the tests of paths. */
@NullMarked
package io.pulsemetrics.select.shelf;

import org.jspecify.annotations.NullMarked;
