package io.pulsemetrics.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.StgOrders;
import java.time.Clock;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the help of commands shows can be typed. */
class ExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^  shop (.*)$");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    @Test
    void every_command_has_examples_with_options_that_there_are() {
        var line = PulseCommand.of(Project.of(StgOrders.STG_ORDERS))
                .launchedBy("shop")
                .commandLine(new Surroundings(ImmutableMap.of(), false, Clock.systemUTC(), Interruption.none()));

        assertThat(line.getSubcommands().values()).allSatisfy(command -> {
            var examples = EXAMPLE.matcher(command.getUsageMessage()).results().toList();
            assertThat(examples).isNotEmpty();
            assertThat(examples).allSatisfy(example -> {
                var typed = example.group(1).replaceFirst("  +.*$", "").replaceFirst(" > .*$", "");
                var words = WORD.matcher(typed)
                        .results()
                        .map(MatchResult::group)
                        .map(word -> word.replace("\"", ""))
                        .toArray(String[]::new);
                assertThatCode(() -> line.parseArgs(words)).doesNotThrowAnyException();
            });
        });
    }
}
