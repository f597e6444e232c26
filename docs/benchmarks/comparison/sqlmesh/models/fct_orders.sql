MODEL (name marts.fct_orders, kind FULL, audits (amount_not_negative));
select order_id, batch, amount, ordered_at, status from marts.stg_orders;
@IF(@runtime_stage = 'evaluating', CREATE INDEX IF NOT EXISTS fct_orders_status_idx ON marts.fct_orders (status))
