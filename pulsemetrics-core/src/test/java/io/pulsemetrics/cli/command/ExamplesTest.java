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
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    @Test
    void every_example_is_a_command_with_options_that_there_are() {
        var line = PulseCommand.of(Project.of(StgOrders.STG_ORDERS))
                .commandLine(new Surroundings(ImmutableMap.of(), false, Clock.systemUTC(), Interruption.none()));
        var names = line.getSubcommands().keySet();
        var examples =
                names.stream().flatMap(name -> Examples.of(name).stream()).toList();

        assertThat(examples).hasSizeGreaterThan(20);
        assertThat(examples).allSatisfy(example -> {
            var typed = example.replaceFirst("  +.*$", "").replaceFirst(" > .*$", "");
            var words = WORD.matcher(typed)
                    .results()
                    .map(MatchResult::group)
                    .map(word -> word.replace("\"", ""))
                    .toArray(String[]::new);
            assertThatCode(() -> line.parseArgs(words)).doesNotThrowAnyException();
        });
    }
}
