package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.BuildState.Done;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which stretches of time a run has to compute. Pure. */
final class Windows {
    private final Incremental incremental;
    private final LocalDateTime asOf;

    Windows(Incremental incremental, LocalDateTime asOf) {
        this.incremental = incremental;
        this.asOf = asOf;
    }

    /** All there is up to the run's as-of instant: what a full refresh computes. */
    TimeRange all() {
        return switch (incremental.strategy()) {
            case Incremental.Append append -> TimeRange.before(asOf.minus(append.lag()));
            case Incremental.DeleteInsert ignored -> TimeRange.before(asOf);
            case Incremental.Merge ignored -> TimeRange.before(asOf);
            case Incremental.ByInterval interval -> {
                var end = interval.grain().ceiling(asOf);
                yield new TimeRange(interval.begin().filter(begin -> begin.isBefore(end)), end);
            }
        };
    }

    /** All there is, in order and cut into batches; one if it is not known where it begins. */
    ImmutableList<TimeRange> batches() {
        return incremental.strategy() instanceof Incremental.ByInterval interval
                ? cut(List.of(all()), interval)
                : ImmutableList.of(all());
    }

    /**
     * What is missing or may still change, in order and cut into batches.
     *
     * @param done what earlier runs computed
     * @param backfill what is to be computed again in any case
     */
    ImmutableList<TimeRange> open(List<Done> done, Optional<TimeRange> backfill) {
        return switch (incremental.strategy()) {
            case Incremental.Append ignored -> since(done, Duration.ZERO);
            case Incremental.DeleteInsert ignored -> since(done, incremental.lookback());
            case Incremental.Merge ignored -> since(done, incremental.lookback());
            case Incremental.ByInterval interval -> cut(unsettled(interval, done, backfill), interval);
        };
    }

    private ImmutableList<TimeRange> since(List<Done> done, Duration lookback) {
        var end = all().to();
        var last = done.stream().map(it -> it.range().to()).max(LocalDateTime::compareTo);
        if (last.isEmpty()) {
            return ImmutableList.of(all());
        }
        return last.get().isBefore(end)
                ? ImmutableList.of(TimeRange.of(last.get().minus(lookback), end))
                : ImmutableList.of();
    }

    private List<TimeRange> unsettled(Incremental.ByInterval interval, List<Done> done, Optional<TimeRange> backfill) {
        List<TimeRange> open = List.of(all());
        for (var it : done) {
            var settled = settled(interval, it, backfill);
            open = open.stream()
                    .flatMap(range -> settled.stream()
                            .reduce(
                                    List.of(range),
                                    (left, part) -> left.stream()
                                            .flatMap(piece -> piece.without(part).stream())
                                            .toList(),
                                    (one, other) -> one)
                            .stream())
                    .toList();
        }
        return open;
    }

    /** An interval is settled when it was computed so long after its end that no late data counts any more. */
    private List<TimeRange> settled(Incremental.ByInterval interval, Done done, Optional<TimeRange> backfill) {
        var latest = interval.grain().floor(done.asOf().minus(incremental.lookback()));
        var end = done.range().to().isBefore(latest) ? done.range().to() : latest;
        if (done.range().from().isPresent() && !done.range().from().get().isBefore(end)) {
            return List.of();
        }
        var settled = new TimeRange(done.range().from(), end);
        return backfill.map(again -> settled.without(whole(again, interval))).orElse(List.of(settled));
    }

    /** The intervals that the range touches. */
    private static TimeRange whole(TimeRange range, Incremental.ByInterval interval) {
        var floor = interval.grain().floor(range.to());
        return new TimeRange(
                range.from().map(interval.grain()::floor),
                floor.equals(range.to()) ? floor : interval.grain().ceiling(range.to()));
    }

    private static ImmutableList<TimeRange> cut(List<TimeRange> ranges, Incremental.ByInterval interval) {
        var batches = new ArrayList<TimeRange>();
        for (var range : ranges) {
            var rest = range;
            while (rest.from().isPresent()) {
                var end = interval.grain().plus(rest.from().get(), interval.batch());
                if (!end.isBefore(rest.to())) {
                    break;
                }
                batches.add(TimeRange.of(rest.from().get(), end));
                rest = TimeRange.of(end, rest.to());
            }
            batches.add(rest);
        }
        return ImmutableList.copyOf(batches);
    }
}
