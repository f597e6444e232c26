MODEL (name marts.stg_orders, kind VIEW);
select order_id, customer_id as batch, amount, ordered_at, status from shop.orders
