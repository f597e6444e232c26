package io.pulsemetrics.run;

import io.pulsemetrics.model.InlineModel;
import java.time.LocalDateTime;
import java.util.function.Consumer;

/**
 * What is promised of a materialization, for one random history of its source.
 *
 * @param history of its source
 * @param promise in words, for a failure
 * @param model its model
 * @param change changes the source in one way that the promise allows
 * @param verify compares the table after a run with what it must be
 */
record Law(History history, String promise, InlineModel model, Runnable change, Consumer<LocalDateTime> verify) {}
