package io.pulsemetrics.models.codes;

/** What a user did, and how much engagement it shows. */
public enum EventType implements Code {
    PAGE_VIEW(1),
    BUTTON_CLICK(2),
    FORM_SUBMIT(3),
    SETTINGS_CHANGE(4),
    FEATURE_USED(5),
    FILE_UPLOAD(5),
    REPORT_GENERATED(7),
    INVITE_SENT(8);

    private final int engagementScore;

    EventType(int engagementScore) {
        this.engagementScore = engagementScore;
    }

    /** What one such event adds to the engagement score of its session. */
    public int engagementScore() {
        return engagementScore;
    }
}
