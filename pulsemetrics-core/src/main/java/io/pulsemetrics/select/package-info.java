/**
 * Which nodes of a project are meant: {@code stg_users fct_daily_metrics+}. The entry point is {@link
 * io.pulsemetrics.select.Selector}.
 */
@NullMarked
package io.pulsemetrics.select;

import org.jspecify.annotations.NullMarked;
