-- What somebody made by hand on published relations and the built ones that are to replace them do not have yet.
-- Bind values: two arrays of one length: oid of the published relation, oid of the built one (0 where there is none yet).
with pair as (
  select o.oid as old_oid, o.relkind as kind, o.relname, n.nspname, format('%I.%I', n.nspname, o.relname) as old_name,
    b.oid as new_oid, coalesce(bn.nspname, n.nspname) as new_schema, format('%I.%I', coalesce(bn.nspname, n.nspname), o.relname) as new_name
  from unnest(cast(? as oid[]), cast(? as oid[])) x(old_oid, new_oid)
  join pg_class o on o.oid = x.old_oid join pg_namespace n on n.oid = o.relnamespace
  left join pg_class b on b.oid = x.new_oid left join pg_namespace bn on bn.oid = b.relnamespace
), old_constraint as (
  select p.*, k.oid as constraint_oid, k.conname, k.contype, pg_get_constraintdef(k.oid) as definition,
    obj_description(k.oid, 'pg_constraint') as description, k.confrelid,
    case k.contype when 'f' then 5 when 'c' then 2 else 3 end as step
  from pair p join pg_constraint k on k.conrelid = p.old_oid and k.contype in ('c', 'p', 'u', 'x', 'f')
  where coalesce(obj_description(k.oid, 'pg_constraint'), '') <> 'PulseMetrics constraint'
    and not exists (select from pg_constraint c where c.conrelid = p.new_oid and (c.conname = k.conname
      or (k.contype = 'p' and c.contype = 'p' and pg_get_constraintdef(c.oid) = pg_get_constraintdef(k.oid))))
), old_index as (
  select p.*, i.oid as index_oid, i.relname as index_name, x.indisunique, pg_get_indexdef(i.oid) as definition,
    format('CREATE %sINDEX %I ON %s%s ', case when x.indisunique then 'UNIQUE ' else '' end, i.relname,
      case i.relkind when 'I' then 'ONLY ' else '' end, p.old_name) as beginning,
    obj_description(i.oid, 'pg_class') as description
  from pair p join pg_index x on x.indrelid = p.old_oid join pg_class i on i.oid = x.indexrelid
  where x.indisvalid and not starts_with(coalesce(obj_description(i.oid, 'pg_class'), ''), 'PulseMetrics index ')
    and not exists (select from pg_constraint k where k.conindid = i.oid and k.conrelid = p.old_oid)
    and not exists (select from pg_index y join pg_class c on c.oid = y.indexrelid where y.indrelid = p.new_oid and c.relname = i.relname)
), made as (
  select 1 as step, p.nspname, p.relname, format('the NOT NULL of column %I', a.attname) as object, array[a.attname::text] as columns,
    format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', p.new_name, a.attname) as sql,
    format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', p.old_name, a.attname) as removal, 0::oid as target
  from pair p join pg_attribute a on a.attrelid = p.old_oid and a.attnum > 0 and not a.attisdropped and a.attnotnull
  where p.kind in ('r', 'p')
    and not exists (select from pg_attribute b where b.attrelid = p.new_oid and b.attname = a.attname and b.attnotnull)
    and not exists (select from pg_constraint k where k.conrelid = p.old_oid and k.contype = 'p' and a.attnum = any (k.conkey))
  union all
  select 1, p.nspname, p.relname, format('the default of column %I', a.attname), array[a.attname::text],
    format('ALTER %s %s ALTER COLUMN %I SET DEFAULT %s', case p.kind when 'v' then 'VIEW' else 'TABLE' end, p.new_name, a.attname,
      pg_get_expr(d.adbin, d.adrelid)),
    format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', p.old_name, a.attname), 0
  from pair p join pg_attrdef d on d.adrelid = p.old_oid join pg_attribute a on a.attrelid = p.old_oid and a.attnum = d.adnum
  where a.attgenerated = ''
    and not exists (select from pg_attribute b where b.attrelid = p.new_oid and b.attname = a.attname and b.atthasdef)
  union all
  select k.step, k.nspname, k.relname, format('the constraint %I', k.conname),
    array(select a.attname::text from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_constraint'::regclass and d.objid = k.constraint_oid and d.refobjid = k.old_oid order by a.attnum),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.new_name, k.conname, k.definition)
      || case when k.description is null then '' else format('; COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, k.new_name, k.description) end,
    format('ALTER TABLE %s DROP CONSTRAINT %I', k.old_name, k.conname), k.confrelid
  from old_constraint k
  union all
  select 4, i.nspname, i.relname, format('the index %I', i.index_name),
    array(select a.attname::text from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = i.index_oid and d.refobjid = i.old_oid order by a.attnum),
    format('CREATE %sINDEX %I ON %s %s', case when i.indisunique then 'UNIQUE ' else '' end, i.index_name, i.new_name,
        substr(i.definition, length(i.beginning) + 1))
      || case when i.description is null then '' else format('; COMMENT ON INDEX %I.%I IS %L', i.new_schema, i.index_name, i.description) end,
    format('DROP INDEX %I.%I', i.nspname, i.index_name), 0
  from old_index i
)
select m.step, m.nspname::text as schema_name, m.relname::text as relation_name, m.object, m.columns, m.sql, m.removal,
  tn.nspname::text as target_schema, t.relname::text as target_name
from made m left join pg_class t on t.oid = m.target left join pg_namespace tn on tn.oid = t.relnamespace
order by m.step, 2, 3, m.object
