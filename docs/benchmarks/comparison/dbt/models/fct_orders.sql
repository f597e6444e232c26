{{ config(materialized='table', indexes=[{'columns': ['status']}]) }}
select order_id, batch, amount, ordered_at, status from {{ ref('stg_orders') }}
