/** What can go wrong, told so that the reader knows what, where and what to do. */
@NullMarked
package io.pulsemetrics.error;

import org.jspecify.annotations.NullMarked;
