package io.pulsemetrics.models.codes;

/** How often a user was there lately: see {@link io.pulsemetrics.models.dimensions.DimUsers#ENGAGEMENT_SEGMENT}. */
public enum EngagementSegment implements Code {
    POWER,
    ENGAGED,
    CASUAL,
    DORMANT
}
