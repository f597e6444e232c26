-- What depends on the relations whose oids are in the one bind value, and what reads those that do, transitively.
-- A dependency may be on the relation, on one of its partitions, on its row type or the array type of that, on an index or on a key.
with recursive replaced as (
  select unnest(cast(? as oid[])) as oid
), partition as (
  select r.oid as relation, i.inhrelid as oid from replaced r
  join pg_class c on c.oid = r.oid and c.relkind = 'p' join pg_inherits i on i.inhparent = r.oid
  union
  select p.relation, i.inhrelid from partition p join pg_inherits i on i.inhparent = p.oid
), reached as (
  (select oid from replaced union select oid from partition)
  union
  select w.ev_class from reached r
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.oid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite w on w.oid = d.objid and w.ev_type = '1'
), relation as (
  select oid from reached where oid not in (select oid from partition)
), part as (
  select r.oid as relation, 'pg_class'::regclass::oid as classid, r.oid as objid from relation r
  union all select p.relation, 'pg_class'::regclass, p.oid from partition p
  union all select r.oid, 'pg_type'::regclass, c.reltype from relation r join pg_class c on c.oid = r.oid
  union all select r.oid, 'pg_type'::regclass, t.typarray
  from relation r join pg_class c on c.oid = r.oid join pg_type t on t.oid = c.reltype
  union all select r.oid, 'pg_class'::regclass, i.indexrelid from relation r join pg_index i on i.indrelid = r.oid
  union all select r.oid, 'pg_constraint'::regclass, k.oid
  from relation r join pg_constraint k on k.conrelid = r.oid and k.contype in ('p', 'u')
), dependency as (
  select p.relation, p.classid as of_class, d.classid, d.objid, d.objsubid, w.oid is not null and w.ev_type = '1' as reads,
    k.contype, w.oid is not null as is_rule,
    -- the relation that the dependent object is a part of, if any
    coalesce(w.ev_class, nullif(k.conrelid, 0), t.tgrelid, o.polrelid, s.stxrelid, f.adrelid, u.prrelid, i.indrelid,
      case when d.classid = 'pg_class'::regclass then d.objid end) as home
  from part p
  join pg_depend d on d.refclassid = p.classid and d.refobjid = p.objid and d.deptype not in ('i', 'e')
  left join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
  left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
  left join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
  left join pg_policy o on d.classid = 'pg_policy'::regclass and o.oid = d.objid
  left join pg_statistic_ext s on d.classid = 'pg_statistic_ext'::regclass and s.oid = d.objid
  left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
  left join pg_publication_rel u on d.classid = 'pg_publication_rel'::regclass and u.oid = d.objid
  left join pg_index i on d.classid = 'pg_class'::regclass and i.indexrelid = d.objid
  left join pg_class q on d.classid = 'pg_class'::regclass and q.oid = d.objid and q.relkind = 'S' and d.deptype = 'a'
  where q.oid is null and coalesce(k.conparentid, 0) = 0
)
select distinct d.relation::bigint as relation_oid, n.nspname::text as relation_schema, c.relname::text as relation_name,
  d.relation in (select oid from replaced) as relation_replaced,
  d.reads, coalesce(d.home in (select oid from replaced), false) as home_replaced,
  d.home::bigint as home_oid, hn.nspname::text as home_schema, h.relname::text as home_name, h.relkind::text as home_kind,
  pg_get_userbyid(h.relowner)::text as home_owner, coalesce(pg_has_role(h.relowner, 'USAGE'), false) as home_ours,
  coalesce(has_schema_privilege(h.relowner, h.relnamespace, 'CREATE'), false) as home_owner_may_create,
  d.objid::bigint as object_oid,
  -- a body that names the relation is bound to it again; a row type in it, or elsewhere, is not
  coalesce(d.of_class = 'pg_class'::regclass and f.prosqlbody is not null and pg_has_role(f.proowner, 'USAGE'), false) as rebound,
  case
    when d.reads and h.relkind = 'm' then 'MATERIALIZED_VIEW'
    when d.is_rule then 'RULE'
    when d.contype = 'f' then 'FOREIGN_KEY'
    when d.classid = 'pg_constraint'::regclass then 'CONSTRAINT'
    when d.classid = 'pg_proc'::regclass then 'FUNCTION'
    when d.classid = 'pg_policy'::regclass then 'POLICY'
    when d.classid = 'pg_class'::regclass and d.objsubid > 0 then 'COLUMN'
    when exists (select from pg_inherits x where x.inhrelid = d.home and x.inhparent = d.relation) then 'CHILD'
    else 'OTHER'
  end as reason,
  case
    when d.reads then (case h.relkind when 'm' then 'materialized view ' else 'view ' end)
      || quote_ident(hn.nspname) || '.' || quote_ident(h.relname)
    else pg_describe_object(d.classid, d.objid, d.objsubid)
  end as object
from dependency d
join pg_class c on c.oid = d.relation
join pg_namespace n on n.oid = c.relnamespace
left join pg_class h on h.oid = d.home
left join pg_namespace hn on hn.oid = h.relnamespace
left join pg_proc f on d.classid = 'pg_proc'::regclass and f.oid = d.objid
where d.home is distinct from d.relation and not exists (select from partition p where p.relation = d.relation and p.oid = d.home)
  and (d.reads or (d.relation in (select oid from replaced) and coalesce(d.home not in (select oid from replaced), true)))
order by relation_schema, relation_name, object
