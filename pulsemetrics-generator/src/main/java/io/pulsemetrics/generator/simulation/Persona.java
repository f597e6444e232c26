package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Browser;
import io.pulsemetrics.generator.history.Channel;
import io.pulsemetrics.generator.history.Device;
import io.pulsemetrics.generator.history.Plan;
import java.util.List;

/**
 * What a user is like; everything the user does follows from it.
 *
 * @param engagement the probability to be active on an ordinary working day while interest is fresh; log-normal, so a few users make
 *     most of the activity
 * @param breadth how much of the product the user takes up, 0 to 1; goes with engagement, and makes users stay
 * @param depth the mean number of events of a session beyond the first
 * @param plan what the user would subscribe to
 */
record Persona(
        Channel channel,
        Country country,
        double engagement,
        double breadth,
        double depth,
        Plan plan,
        Device device,
        Browser browser) {
    private static final Weighted<Channel> CHANNELS = Weighted.of(
            List.of(Channel.values()), channel -> ChannelTraits.of(channel).share());
    private static final Weighted<Country> COUNTRIES = Weighted.of(List.of(Country.values()), Country::share);
    private static final Weighted<Plan> PLANS = Weighted.of(List.of(Plan.values()), plan -> switch (plan) {
        case STARTER -> 0.52;
        case PROFESSIONAL -> 0.36;
        case ENTERPRISE -> 0.12;
    });
    private static final Weighted<Device> DEVICES = Weighted.of(List.of(Device.values()), device -> switch (device) {
        case DESKTOP -> 0.70;
        case MOBILE -> 0.24;
        case TABLET -> 0.06;
    });
    private static final Weighted<Browser> BROWSERS =
            Weighted.of(List.of(Browser.values()), browser -> switch (browser) {
                case CHROME -> 0.62;
                case SAFARI -> 0.20;
                case FIREFOX -> 0.08;
                case EDGE -> 0.10;
            });

    static Persona draw(Draws draws) {
        var interest = draws.normal();
        return new Persona(
                CHANNELS.draw(draws),
                COUNTRIES.draw(draws),
                Math.min(0.96, 0.07 * StrictMath.exp(0.95 * interest)),
                1 / (1 + StrictMath.exp(-(1.1 * interest + 0.8 * draws.normal()))),
                Math.min(40, 3.2 * StrictMath.exp(0.45 * draws.normal())),
                PLANS.draw(draws),
                DEVICES.draw(draws),
                BROWSERS.draw(draws));
    }

    ChannelTraits traits() {
        return ChannelTraits.of(channel);
    }
}
