{{ config(materialized='table') }}
select max(batch) as batch, count(*) as orders, pg_sleep(extract(second from max(ordered_at)))::text as slept
from {{ ref('fct_orders') }}
