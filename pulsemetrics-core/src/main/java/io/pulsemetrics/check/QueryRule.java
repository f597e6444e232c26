package io.pulsemetrics.check;

/** A rule that needs a query of its own: it groups, sorts or joins the rows. */
non-sealed interface QueryRule extends Rule {}
