package io.pulsemetrics.generator.history;

/** What a user did in a session. */
public enum EventType implements Coded {
    PAGE_VIEW,
    BUTTON_CLICK,
    FORM_SUBMIT,
    SETTINGS_CHANGE,
    FEATURE_USED,
    FILE_UPLOAD,
    REPORT_GENERATED,
    INVITE_SENT
}
