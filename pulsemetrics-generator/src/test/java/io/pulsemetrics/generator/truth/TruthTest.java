package io.pulsemetrics.generator.truth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.generator.history.BillingCycle;
import io.pulsemetrics.generator.history.Browser;
import io.pulsemetrics.generator.history.Channel;
import io.pulsemetrics.generator.history.Device;
import io.pulsemetrics.generator.history.Event;
import io.pulsemetrics.generator.history.EventType;
import io.pulsemetrics.generator.history.FailureReason;
import io.pulsemetrics.generator.history.Feature;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.Invoice;
import io.pulsemetrics.generator.history.Payment;
import io.pulsemetrics.generator.history.PaymentMethod;
import io.pulsemetrics.generator.history.PaymentStatus;
import io.pulsemetrics.generator.history.Plan;
import io.pulsemetrics.generator.history.Session;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.history.SubscriptionStatus;
import io.pulsemetrics.generator.history.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two users over ten weeks, every figure worked out by hand. */
class TruthTest {
    private static final LocalDate LAST_DAY = LocalDate.of(2026, 3, 15);

    /** Signs up on 10 January and is activated exactly seven days later. */
    private static final History ANN = new History(
            user(1, "2026-01-10T12:00:00Z", "2026-01-17T12:00:00Z"),
            List.of(
                    session(
                            "2026-01-10T12:00:00Z",
                            "2026-01-10T12:10:00Z",
                            Event.of(EventType.PAGE_VIEW, Instant.parse("2026-01-10T12:00:00Z")),
                            Event.use(Feature.DASHBOARD, Instant.parse("2026-01-10T12:05:00Z"))),
                    session(
                            "2026-01-12T23:58:00Z",
                            "2026-01-13T00:02:20Z",
                            Event.of(EventType.PAGE_VIEW, Instant.parse("2026-01-12T23:58:00Z")),
                            Event.use(Feature.DASHBOARD, Instant.parse("2026-01-13T00:01:00Z"))),
                    session(
                            "2026-03-01T00:00:00Z",
                            "2026-03-01T00:01:00Z",
                            Event.use(Feature.REPORTS, Instant.parse("2026-03-01T00:00:00Z")))),
            List.of(
                    trial("2026-01-17T13:00:00Z", "2026-01-31T13:00:00Z"),
                    paid(Plan.STARTER, "2026-01-31T13:00:00Z", "2026-02-10T09:00:00Z", SubscriptionStatus.UPGRADED),
                    paid(
                            Plan.PROFESSIONAL,
                            "2026-02-10T09:00:00Z",
                            "2026-02-20T09:00:00Z",
                            SubscriptionStatus.CANCELLED),
                    paid(Plan.STARTER, "2026-03-10T09:00:00Z", null, SubscriptionStatus.ACTIVE)));

    /** Signs up on 1 February, is activated a second too late, pays by the year for one week and gets the money back. */
    private static final History BEN = new History(
            user(2, "2026-02-01T00:00:00Z", "2026-02-08T00:00:01Z"),
            List.of(session(
                    "2026-02-01T00:00:00Z",
                    "2026-02-01T00:00:30Z",
                    Event.of(EventType.PAGE_VIEW, Instant.parse("2026-02-01T00:00:00Z")))),
            List.of(new Subscription(
                    Plan.ENTERPRISE,
                    SubscriptionStatus.CANCELLED,
                    Instant.parse("2026-02-03T00:00:00Z"),
                    Instant.parse("2026-02-10T00:00:00Z"),
                    24_917,
                    BillingCycle.ANNUAL,
                    false,
                    List.of(new Invoice(
                            LocalDate.of(2026, 2, 3),
                            List.of(
                                    payment("2026-02-03T00:00:05Z", 299_000, PaymentStatus.FAILED, 1),
                                    payment("2026-02-03T23:59:59Z", 299_000, PaymentStatus.SUCCEEDED, 2),
                                    payment("2026-02-10T00:00:00Z", -299_000, PaymentStatus.REFUNDED, 2)))))));

    private final Truth truth = Truth.of(List.of(ANN, BEN), LAST_DAY);

    private static User user(long id, String signedUpAt, String activatedAt) {
        return new User(id, "US", Channel.ORGANIC, Instant.parse(signedUpAt), Instant.parse(activatedAt));
    }

    private static Session session(String start, String end, Event... events) {
        return new Session(Instant.parse(start), Instant.parse(end), Device.DESKTOP, Browser.CHROME, List.of(events));
    }

    private static Subscription trial(String start, String end) {
        return new Subscription(
                Plan.STARTER,
                SubscriptionStatus.TRIAL_ENDED,
                Instant.parse(start),
                Instant.parse(end),
                0,
                BillingCycle.MONTHLY,
                true,
                List.of());
    }

    private static Subscription paid(Plan plan, String start, @Nullable String end, SubscriptionStatus status) {
        return new Subscription(
                plan,
                status,
                Instant.parse(start),
                end == null ? null : Instant.parse(end),
                plan.monthlyValueCents(BillingCycle.MONTHLY),
                BillingCycle.MONTHLY,
                false,
                List.of());
    }

    private static Payment payment(String at, long cents, PaymentStatus status, int attempt) {
        var failure = status == PaymentStatus.FAILED ? FailureReason.CARD_DECLINED : null;
        return new Payment(Instant.parse(at), cents, status, PaymentMethod.PAYPAL, failure, attempt);
    }

    private DayTruth day(String date) {
        return requireNonNull(truth.days().get(LocalDate.parse(date)));
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }

    private MonthTruth month(int month) {
        return requireNonNull(truth.months().get(YearMonth.of(2026, month)));
    }

    @Test
    void covers_every_day_from_the_first_sign_up_to_the_last_day() {
        assertThat(truth.days()).hasSize(22 + 28 + 15);
        assertThat(truth.days().firstKey()).isEqualTo(LocalDate.of(2026, 1, 10));
        assertThat(truth.days().lastKey()).isEqualTo(LAST_DAY);
    }

    @Test
    void counts_distinct_users_over_one_seven_and_thirty_days() {
        assertThat(truth.days().values().stream().filter(day -> day.dailyActiveUsers() > 0))
                .hasSize(5);
        assertThat(day("2026-01-12").dailyActiveUsers()).isEqualTo(1);
        assertThat(day("2026-01-13").dailyActiveUsers())
                .as("the session of the 12th went on")
                .isEqualTo(1);
        assertThat(day("2026-01-19").weeklyActiveUsers()).as("window 13 to 19").isEqualTo(1);
        assertThat(day("2026-01-20").weeklyActiveUsers()).as("window 14 to 20").isZero();
        assertThat(day("2026-02-01").monthlyActiveUsers()).isEqualTo(2);
        assertThat(day("2026-02-11").monthlyActiveUsers())
                .as("window 13 January to 11 February")
                .isEqualTo(2);
        assertThat(day("2026-02-12").monthlyActiveUsers())
                .as("window 14 January to 12 February")
                .isEqualTo(1);
        assertThat(day("2026-03-02").monthlyActiveUsers())
                .as("window 1 February to 2 March")
                .isEqualTo(2);
        assertThat(day("2026-03-03").monthlyActiveUsers())
                .as("window 2 February to 3 March")
                .isEqualTo(1);
    }

    @Test
    void counts_an_activation_within_seven_times_twenty_four_hours() {
        assertThat(day("2026-01-10").newSignups()).isEqualTo(1);
        assertThat(day("2026-01-10").activatedSignups()).isEqualTo(1);
        assertThat(day("2026-02-01").newSignups()).isEqualTo(1);
        assertThat(day("2026-02-01").activatedSignups()).as("a second too late").isZero();
    }

    @Test
    void counts_sessions_by_their_start_and_events_by_their_own_day() {
        assertThat(day("2026-01-12").sessions()).isEqualTo(1);
        assertThat(day("2026-01-12").sessionMinutes()).isEqualTo(usd("4.33"));
        assertThat(day("2026-01-12").events()).isEqualTo(1);
        assertThat(day("2026-01-13").sessions()).isZero();
        assertThat(day("2026-01-13").events()).isEqualTo(1);
        assertThat(day("2026-02-01").sessionMinutes()).isEqualTo(usd("0.50"));
    }

    @Test
    void counts_a_subscription_from_its_first_day_to_the_day_before_its_end() {
        assertThat(day("2026-01-17").newTrials()).isEqualTo(1);
        assertThat(day("2026-01-30").activeSubscriptions())
                .as("a trial is not paid")
                .isZero();
        assertThat(day("2026-01-31").mrr()).isEqualTo(usd("29.00"));
        assertThat(day("2026-02-03").mrr()).isEqualTo(usd("278.17"));
        assertThat(day("2026-02-03").payingUsers()).isEqualTo(2);
        assertThat(day("2026-02-09").mrr()).isEqualTo(usd("278.17"));
        assertThat(day("2026-02-10").mrr()).as("Ann is upgraded, Ben is gone").isEqualTo(usd("99.00"));
        assertThat(day("2026-02-19").activeSubscriptions()).isEqualTo(1);
        assertThat(day("2026-02-20").activeSubscriptions()).isZero();
        assertThat(day("2026-02-20").mrr()).isEqualTo(usd("0.00"));
        assertThat(day("2026-03-15").mrr()).isEqualTo(usd("29.00"));
    }

    @Test
    void tells_a_new_and_a_returning_subscription_from_a_plan_change() {
        assertThat(truth.days().entrySet().stream()
                        .filter(day -> day.getValue().newSubscriptions() > 0)
                        .map(day -> day.getKey().toString()))
                .containsExactly("2026-01-31", "2026-02-03", "2026-03-10");
        assertThat(truth.days().entrySet().stream()
                        .filter(day -> day.getValue().churnedSubscriptions() > 0)
                        .map(day -> day.getKey().toString()))
                .containsExactly("2026-02-10", "2026-02-20");
    }

    @Test
    void counts_attempts_failures_and_cash() {
        assertThat(day("2026-02-03").payments()).isEqualTo(2);
        assertThat(day("2026-02-03").failedPayments()).isEqualTo(1);
        assertThat(day("2026-02-03").revenue()).isEqualTo(usd("2990.00"));
        assertThat(day("2026-02-10").payments()).as("a refund is no attempt").isZero();
        assertThat(day("2026-02-10").revenue()).isEqualTo(usd("-2990.00"));
    }

    @Test
    void moves_mrr_from_month_to_month() {
        assertThat(truth.months()).hasSize(3);
        assertThat(month(1))
                .isEqualTo(new MonthTruth(
                        true,
                        usd("0.00"),
                        usd("29.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("29.00"),
                        0,
                        1,
                        0,
                        0,
                        1,
                        0));
        assertThat(month(2))
                .as(
                        "Ann leaves as a starter, for her professional days touch no month's end; Ben comes and goes within")
                .isEqualTo(new MonthTruth(
                        true,
                        usd("29.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("29.00"),
                        usd("0.00"),
                        1,
                        0,
                        0,
                        1,
                        0,
                        1));
        assertThat(month(3))
                .isEqualTo(new MonthTruth(
                        false,
                        usd("0.00"),
                        usd("0.00"),
                        usd("29.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("0.00"),
                        usd("29.00"),
                        0,
                        0,
                        1,
                        0,
                        1,
                        0));
    }

    @Test
    void tells_expansion_from_contraction() {
        var up = new History(
                user(3, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
                List.of(),
                List.of(
                        paid(Plan.STARTER, "2026-01-05T00:00:00Z", "2026-02-05T00:00:00Z", SubscriptionStatus.UPGRADED),
                        paid(
                                Plan.ENTERPRISE,
                                "2026-02-05T00:00:00Z",
                                "2026-03-05T00:00:00Z",
                                SubscriptionStatus.DOWNGRADED),
                        paid(Plan.PROFESSIONAL, "2026-03-05T00:00:00Z", null, SubscriptionStatus.ACTIVE)));
        var months = Truth.of(List.of(up), LAST_DAY).months();
        assertThat(months.get(YearMonth.of(2026, 2)))
                .extracting(MonthTruth::expansionMrr)
                .isEqualTo(usd("270.00"));
        assertThat(months.get(YearMonth.of(2026, 3)))
                .extracting(MonthTruth::contractionMrr)
                .isEqualTo(usd("200.00"));
    }

    @Test
    void sums_subscriptions_held_at_once_and_calls_the_second_neither_new_nor_returning() {
        var two = new History(
                user(4, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
                List.of(),
                List.of(
                        paid(Plan.PROFESSIONAL, "2026-01-05T00:00:00Z", null, SubscriptionStatus.ACTIVE),
                        paid(
                                Plan.STARTER,
                                "2026-01-20T00:00:00Z",
                                "2026-02-20T00:00:00Z",
                                SubscriptionStatus.CANCELLED)));
        var days = Truth.of(List.of(two), LAST_DAY).days();
        assertThat(days.get(LocalDate.of(2026, 1, 20)))
                .extracting(DayTruth::mrr)
                .isEqualTo(usd("128.00"));
        assertThat(days.get(LocalDate.of(2026, 1, 20)))
                .extracting(DayTruth::activeSubscriptions)
                .isEqualTo(2L);
        assertThat(days.get(LocalDate.of(2026, 1, 20)))
                .extracting(DayTruth::payingUsers)
                .isEqualTo(1L);
        assertThat(days.get(LocalDate.of(2026, 1, 20)))
                .extracting(DayTruth::newSubscriptions)
                .isEqualTo(0L);
    }

    @Test
    void follows_each_cohort_to_the_last_month() {
        assertThat(truth.cohorts())
                .containsExactly(
                        Map.entry(cohort(1, 0), new CohortTruth(true, 1, 1)),
                        Map.entry(cohort(1, 1), new CohortTruth(true, 1, 0)),
                        Map.entry(cohort(1, 2), new CohortTruth(false, 1, 1)),
                        Map.entry(cohort(2, 0), new CohortTruth(true, 1, 1)),
                        Map.entry(cohort(2, 1), new CohortTruth(false, 1, 0)));
    }

    private static Truth.CohortMonth cohort(int month, int number) {
        return new Truth.CohortMonth(YearMonth.of(2026, month), number);
    }

    @Test
    void counts_users_and_new_adopters_of_each_feature() {
        assertThat(truth.adoption()).hasSize(3 * 8);
        assertThat(adoption(1, Feature.DASHBOARD)).isEqualTo(new AdoptionTruth(true, 1, 1, 1));
        assertThat(adoption(2, Feature.DASHBOARD)).isEqualTo(new AdoptionTruth(true, 0, 1, 0));
        assertThat(adoption(3, Feature.REPORTS)).isEqualTo(new AdoptionTruth(false, 1, 1, 1));
        assertThat(adoption(3, Feature.AUTOMATION)).isEqualTo(new AdoptionTruth(false, 0, 1, 0));
    }

    private @Nullable AdoptionTruth adoption(int month, Feature feature) {
        return truth.adoption().get(new Truth.FeatureMonth(YearMonth.of(2026, month), feature));
    }

    @Test
    void leaves_out_what_is_later_than_the_last_day() {
        var early = Truth.of(List.of(ANN, BEN), LocalDate.of(2026, 1, 31));
        assertThat(early.days()).hasSize(22).isEqualTo(truth.days().headMap(LocalDate.of(2026, 2, 1)));
        assertThat(early.months()).hasSize(1);
        assertThat(early.months().get(YearMonth.of(2026, 1)))
                .extracting(MonthTruth::complete)
                .isEqualTo(false);
    }

    @Test
    void knows_nothing_about_nobody() {
        assertThatThrownBy(() -> Truth.of(List.of(), LAST_DAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no truth about nobody");
    }
}
