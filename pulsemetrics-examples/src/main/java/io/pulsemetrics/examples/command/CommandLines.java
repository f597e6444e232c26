package io.pulsemetrics.examples.command;

import java.time.Instant;
import java.time.LocalDate;
import picocli.CommandLine;

/** The command line of the application. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * The command line, ready to {@link CommandLine#execute}. Exit codes: 0 all is well, 1 a model or a check failed or a file does
     * not fit, 2 the command was wrong, 3 the project is wrong, 4 the database, 5 somebody else holds what is needed, 70 a
     * defect; 130 after Ctrl-C.
     */
    public static CommandLine of(Surroundings surroundings) {
        var line = new CommandLine(new PulseCommand(surroundings));
        line.registerConverter(LocalDate.class, Days::parse);
        line.registerConverter(Instant.class, Days::parseInstant);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler(Failures::refuse);
        line.setExecutionStrategy(parsed -> {
            try {
                return new CommandLine.RunLast().execute(parsed);
            } catch (CommandLine.ParameterException e) {
                throw e;
            } catch (CommandLine.ExecutionException e) {
                return new Failures(parsed).report(e.getCause() == null ? e : e.getCause());
            } catch (Error e) {
                return new Failures(parsed).report(e);
            }
        });
        return line;
    }
}
