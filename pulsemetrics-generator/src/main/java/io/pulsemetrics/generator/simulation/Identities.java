package io.pulsemetrics.generator.simulation;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * Names, employers and positions. Datafaker invents a stock of each once; every user is a combination, drawn from a stream of the user's
 * own. Thread-safe.
 */
public final class Identities {
    private static final CharMatcher ADDRESS_LETTERS =
            CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9'));
    /** Tells the streams of identities from those of behaviour. */
    private static final long SALT = 0x1DE57171E5L;

    private final long seed;
    private final ImmutableList<String> firstNames;
    private final ImmutableList<String> lastNames;
    private final ImmutableList<String> companies;
    private final ImmutableList<String> jobTitles;

    /** Invents the stock; takes about half a second, most of it to start Datafaker. */
    public Identities(long seed) {
        var faker = new Faker(Locale.ENGLISH, new Random(seed));
        this.seed = seed ^ SALT;
        this.firstNames = stock(600, () -> faker.name().firstName());
        this.lastNames = stock(900, () -> faker.name().lastName());
        this.companies = stock(900, () -> faker.company().name());
        this.jobTitles = stock(200, () -> faker.job().title());
    }

    /** Invents the stock while the caller goes on. */
    public static CompletableFuture<Identities> inBackground(long seed) {
        return CompletableFuture.supplyAsync(() -> new Identities(seed));
    }

    /** Who a user is. */
    public Identity of(long userId) {
        var draws = Draws.of(seed, userId);
        var firstName = any(firstNames, draws);
        var lastName = any(lastNames, draws);
        var company = any(companies, draws);
        var email = letters(firstName) + '.' + letters(lastName) + '.' + userId + '@' + letters(company) + ".example";
        return new Identity(firstName, lastName, company, any(jobTitles, draws), email);
    }

    private static String any(ImmutableList<String> stock, Draws draws) {
        return stock.get(draws.below(stock.size()));
    }

    private static String letters(String text) {
        return ADDRESS_LETTERS.retainFrom(Ascii.toLowerCase(text));
    }

    private static ImmutableList<String> stock(int size, Supplier<String> invent) {
        return Stream.generate(invent).limit(size).collect(ImmutableList.toImmutableList());
    }
}
