package io.pulsemetrics.models.codes;

/** A feature of the product; {@code properties.feature} of a {@link EventType#FEATURE_USED} event names it. */
public enum Feature implements Code {
    DASHBOARD,
    ANALYTICS,
    REPORTS,
    INTEGRATIONS,
    TEAM_COLLABORATION,
    API_ACCESS,
    CUSTOM_FIELDS,
    AUTOMATION
}
