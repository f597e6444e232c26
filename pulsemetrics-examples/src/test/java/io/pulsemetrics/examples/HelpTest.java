package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.examples.command.PulseMetricsCommands;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the help of the application's commands shows can be typed. */
class HelpTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^  \\./pulse (.*)$");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    @Test
    void every_command_has_examples_with_options_that_there_are() {
        var line = PulseMetricsCommands.command().commandLine(Pulse.surroundings(ImmutableMap.of()));

        assertThat(line.getSubcommands()).containsKeys("demo", "refresh", "generate", "load", "damage");
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
        assertThat(EXAMPLE.matcher(line.getUsageMessage()).results()).hasSize(3);
    }
}
