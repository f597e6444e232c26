-- Where orders land as another system sends them: typed, but neither keyed nor cleaned.
create schema raw;

create table raw.orders (
    order_id bigint,
    ordered_at timestamptz,
    status text,
    amount numeric(12, 2)
);
