create table books (title text not null, tags jsonb, bought_at timestamptz);

insert into books values ('Refactoring', '["code"]', '2026-01-01 00:00:00Z');
