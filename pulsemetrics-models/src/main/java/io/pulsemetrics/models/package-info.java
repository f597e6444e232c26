/**
 * The models of a SaaS business: staging views over the raw tables, dimensions and facts. The entry point is {@link
 * io.pulsemetrics.models.SaasModels}.
 */
@NullMarked
package io.pulsemetrics.models;

import org.jspecify.annotations.NullMarked;
