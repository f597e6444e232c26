{{ config(materialized='incremental', unique_key='status', incremental_strategy='delete+insert') }}
select status, max(f.batch) as batch, count(*) as orders from {{ ref('daily') }} d cross join {{ ref('fct_orders') }} f group by status
