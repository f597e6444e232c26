-- The relations of the schemas in the one bind value, each with what a replacement must carry over or refuse.
select n.nspname::text as schema_name, c.relname::text as relation_name, c.relkind::text as kind, c.oid::bigint as oid,
  pg_get_userbyid(c.relowner)::text as owner, pg_has_role(c.relowner, 'USAGE') as ours,
  has_schema_privilege(c.relowner, n.oid, 'CREATE') as owner_may_create,
  coalesce(a.natures, '{}') as natures, coalesce(a.names, '{}') as names
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select array_agg(x.nature order by x.nature, x.name) as natures, array_agg(x.name order by x.nature, x.name) as names
  from (
    select case when pg_has_role(p.pubowner, 'USAGE') then 'PUBLICATION' else 'PUBLICATION_OF_ANOTHER' end as nature,
      p.pubname::text as name
    from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where r.prrelid = c.oid
    -- what was made by hand: what a model declares carries a comment of ours
    union all select 'INDEX', i.relname::text from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = c.oid and x.indisvalid and not starts_with(coalesce(obj_description(i.oid, 'pg_class'), ''), 'PulseMetrics index ')
      and not exists (select from pg_constraint k where k.conindid = i.oid and k.conrelid = c.oid)
    union all select 'CONSTRAINT', k.conname::text from pg_constraint k
    where k.conrelid = c.oid and k.contype in ('c', 'f', 'p', 'u', 'x')
      and coalesce(obj_description(k.oid, 'pg_constraint'), '') <> 'PulseMetrics constraint'
    union all select 'FED_COLUMN', a.attname::text from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (a.attidentity <> '' or a.attgenerated <> '' or exists (
      select from pg_depend d join pg_class q on q.oid = d.objid and q.relkind = 'S'
      where d.classid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum and d.deptype in ('a', 'i')))
    union all select 'RULE', w.rulename::text from pg_rewrite w where w.ev_class = c.oid and w.rulename <> '_RETURN'
    union all select 'PARENT', h.inhparent::regclass::text from pg_inherits h where h.inhrelid = c.oid
    union all select distinct 'SECURITY_LABEL', l.provider from pg_seclabel l
    where l.classoid = 'pg_class'::regclass and l.objoid = c.oid
    union all select 'ROW_SECURITY', 'row-level security' where c.relrowsecurity or c.relforcerowsecurity
    union all select 'POLICY', p.polname::text from pg_policy p where p.polrelid = c.oid
    union all select 'TRIGGER', t.tgname::text from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
    union all select 'SECURITY_INVOKER', o.option_name from pg_options_to_table(c.reloptions) o
    where o.option_name = 'security_invoker' and o.option_value::boolean
  ) x
) a
where n.nspname = any (?) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
order by 1, 2
