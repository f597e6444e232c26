package io.pulsemetrics.shop;

import io.pulsemetrics.TestPostgres;

/** A database of its own for a test, with the shop's raw table. */
public final class Shop {
    private Shop() {}

    /**
     * A database with {@code shop.orders}; closing it drops it.
     *
     * @param orders the rows as SQL, {@code (order_id, customer_id, amount, ordered_at, status)} each
     */
    public static TestPostgres of(String... orders) {
        var database = TestPostgres.database();
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values " + String.join(", ", orders));
        return database;
    }
}
