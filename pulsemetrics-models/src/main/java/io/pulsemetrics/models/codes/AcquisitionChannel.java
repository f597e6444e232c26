package io.pulsemetrics.models.codes;

/** How a user found the product. */
public enum AcquisitionChannel implements Code {
    ORGANIC,
    PAID_SEARCH,
    PAID_SOCIAL,
    REFERRAL,
    CONTENT
}
