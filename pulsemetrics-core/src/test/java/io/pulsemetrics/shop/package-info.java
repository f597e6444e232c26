/** A small shop: the raw table and the models that the tests of the library use. */
@NullMarked
package io.pulsemetrics.shop;

import org.jspecify.annotations.NullMarked;
