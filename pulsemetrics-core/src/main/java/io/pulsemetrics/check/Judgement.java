package io.pulsemetrics.check;

/**
 * What the number of violations means.
 *
 * @param severity {@link Severity#WARN} if no number of them stops the run
 * @param warnOver more are reported
 * @param errorOver more stop the run, if the severity is {@link Severity#ERROR}
 */
public record Judgement(Severity severity, Threshold warnOver, Threshold errorOver) {
    static final Judgement STRICT = new Judgement(Severity.ERROR, Threshold.ANY, Threshold.ANY);

    /** Whether a share of the rows matters, so that they have to be counted. */
    boolean needsRows() {
        return warnOver.percent() != null || errorOver.percent() != null;
    }

    /**
     * The verdict on a number of violations: too many for the error threshold fail, else too many for the warning threshold warn.
     *
     * @param of how many rows the check looked at
     */
    Verdict of(long violations, long of) {
        if (severity == Severity.ERROR && errorOver.isExceeded(violations, of)) {
            return Verdict.FAILED;
        }
        return warnOver.isExceeded(violations, of) ? Verdict.WARNED : Verdict.PASSED;
    }
}
