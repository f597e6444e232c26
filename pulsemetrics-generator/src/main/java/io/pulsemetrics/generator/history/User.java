package io.pulsemetrics.generator.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user of the product.
 *
 * @param userId from 1
 * @param country ISO 3166 alpha-2
 * @param activatedAt when the user first got value out of the product; null while that has not happened
 */
public record User(
        long userId,
        String country,
        Channel channel,
        Instant signedUpAt,
        @Nullable Instant activatedAt) {}
