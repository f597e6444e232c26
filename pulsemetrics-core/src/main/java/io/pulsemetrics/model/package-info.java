/** What a project is made of: models, their columns, layers and materializations, seeds and parameters. */
@NullMarked
package io.pulsemetrics.model;

import org.jspecify.annotations.NullMarked;
