create type public.mood as enum ('glad', 'sad');
create schema shop;
create table shop.orders (order_id bigint primary key, mood public.mood not null check (mood <> 'sad'));
create view shop.order_ids as select order_id from shop.orders;
insert into shop.orders values (7, 'glad');
