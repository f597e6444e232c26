package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Channel;

/**
 * What sets the users of one channel apart.
 *
 * @param share its part of all users
 * @param activation the probability that a user of ordinary interest gets to be activated
 * @param trial the probability that an activated user starts a trial
 * @param conversion the probability that a trial of a user of ordinary interest turns into a paid subscription
 * @param churn factor on the probability to cancel
 */
record ChannelTraits(double share, double activation, double trial, double conversion, double churn) {
    static ChannelTraits of(Channel channel) {
        return switch (channel) {
            case ORGANIC -> new ChannelTraits(0.34, 0.62, 0.70, 0.60, 0.90);
            case PAID_SEARCH -> new ChannelTraits(0.22, 0.54, 0.74, 0.54, 1.10);
            case PAID_SOCIAL -> new ChannelTraits(0.16, 0.40, 0.62, 0.40, 1.45);
            case REFERRAL -> new ChannelTraits(0.12, 0.74, 0.80, 0.70, 0.70);
            case CONTENT -> new ChannelTraits(0.16, 0.57, 0.66, 0.52, 1.00);
        };
    }
}
