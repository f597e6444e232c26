MODEL (name marts.by_status, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key status));
select f.status as status, max(f.batch) as batch, count(*) as orders from marts.daily as d cross join marts.fct_orders as f group by f.status
