/**
 * What happened to the users of a product, as plain values: a {@link io.pulsemetrics.generator.history.History} is one user with
 * sessions, events, subscriptions and payments. Nothing here knows how a history came about or how it is stored.
 */
@NullMarked
package io.pulsemetrics.generator.history;

import org.jspecify.annotations.NullMarked;
