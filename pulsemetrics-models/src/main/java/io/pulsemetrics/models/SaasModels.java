package io.pulsemetrics.models;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.models.dimensions.DimChannel;
import io.pulsemetrics.models.dimensions.DimDate;
import io.pulsemetrics.models.dimensions.DimPlan;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.FctEvents;
import io.pulsemetrics.models.facts.FctPayments;
import io.pulsemetrics.models.facts.FctSessions;
import io.pulsemetrics.models.facts.FctSubscriptions;
import io.pulsemetrics.models.metrics.FctActiveUsers;
import io.pulsemetrics.models.metrics.FctChannelEconomics;
import io.pulsemetrics.models.metrics.FctCohortRetention;
import io.pulsemetrics.models.metrics.FctDailyMetrics;
import io.pulsemetrics.models.metrics.FctFeatureAdoption;
import io.pulsemetrics.models.metrics.FctMonthlyMetrics;
import io.pulsemetrics.models.metrics.FctMrrChanges;
import io.pulsemetrics.models.metrics.FctMrrMovements;
import io.pulsemetrics.models.seeds.SeedChannel;
import io.pulsemetrics.models.seeds.SeedPlan;
import io.pulsemetrics.models.staging.StgEvents;
import io.pulsemetrics.models.staging.StgPayments;
import io.pulsemetrics.models.staging.StgSessions;
import io.pulsemetrics.models.staging.StgSubscriptions;
import io.pulsemetrics.models.staging.StgUsers;
import io.pulsemetrics.project.Project;
import java.util.List;

/** Every seed and model of the SaaS warehouse. */
public final class SaasModels {
    private SaasModels() {}

    /** Reference data. */
    public static List<Seed<?>> seeds() {
        return ImmutableList.of(SeedPlan.SEED_PLAN, SeedChannel.SEED_CHANNEL);
    }

    /** The models, each after those that it reads. */
    public static List<Model<?>> models() {
        return ImmutableList.of(
                StgUsers.STG_USERS,
                StgSessions.STG_SESSIONS,
                StgEvents.STG_EVENTS,
                StgSubscriptions.STG_SUBSCRIPTIONS,
                StgPayments.STG_PAYMENTS,
                DimPlan.DIM_PLAN,
                DimChannel.DIM_CHANNEL,
                DimDate.DIM_DATE,
                FctEvents.FCT_EVENTS,
                FctSessions.FCT_SESSIONS,
                FctSubscriptions.FCT_SUBSCRIPTIONS,
                FctPayments.FCT_PAYMENTS,
                DimUsers.DIM_USERS,
                FctActiveUsers.FCT_ACTIVE_USERS,
                FctMrrChanges.FCT_MRR_CHANGES,
                FctMrrMovements.FCT_MRR_MOVEMENTS,
                FctDailyMetrics.FCT_DAILY_METRICS,
                FctMonthlyMetrics.FCT_MONTHLY_METRICS,
                FctCohortRetention.FCT_COHORT_RETENTION,
                FctFeatureAdoption.FCT_FEATURE_ADOPTION,
                FctChannelEconomics.FCT_CHANNEL_ECONOMICS);
    }

    /** What is expected of the raw tables. */
    public static List<Source> sources() {
        return RawSources.all();
    }

    /** The seeds, the models and the sources as a project. */
    public static Project project() {
        return Project.of(all()).with(sources());
    }

    /** The seeds, then the models, each after those that it reads. */
    public static List<Relation<?>> all() {
        return ImmutableList.<Relation<?>>builder()
                .addAll(seeds())
                .addAll(models())
                .build();
    }
}
