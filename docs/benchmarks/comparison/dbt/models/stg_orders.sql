{{ config(materialized='view') }}
select order_id, customer_id as batch, amount, ordered_at, status from shop.orders
