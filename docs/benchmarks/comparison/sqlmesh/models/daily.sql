MODEL (name marts.daily, kind FULL);
select max(batch) as batch, count(*) as orders, pg_sleep(extract(second from max(ordered_at)))::text as slept from marts.fct_orders
