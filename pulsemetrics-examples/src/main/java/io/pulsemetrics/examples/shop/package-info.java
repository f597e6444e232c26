/** The table that the small examples read: {@link io.pulsemetrics.examples.shop.Orders}. */
@NullMarked
package io.pulsemetrics.examples.shop;

import org.jspecify.annotations.NullMarked;
