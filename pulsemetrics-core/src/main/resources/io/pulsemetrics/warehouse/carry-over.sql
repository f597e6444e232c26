-- The statements that give new relations what belongs to the published relations of their names and not to the models behind them.
-- Bind values: four arrays of one length: oid of the new relation, oid of the published one (0 where there is none), final schema,
-- and the schema that the published one goes to.
-- The names in the statements are the final ones: those of step 1 run before the published relations move away, the others when the
-- new ones have taken their place, in the order of the steps.
with pair as (
  select b.oid as new_oid, b.relkind as new_kind, b.relowner as new_owner, b.relacl as new_acl, b.reloptions as new_options,
    o.oid as old_oid, o.relkind as old_kind, coalesce(o.relowner, b.relowner) as owner, o.relacl as old_acl,
    o.reloptions as old_options, o.reltoastrelid as old_toast, o.relreplident as old_identity,
    o.relrowsecurity as old_row_security, o.relforcerowsecurity as old_force_row_security, n.oid as schema_oid,
    o.oid is not null and replace(o.relkind::text, 'p', 'r') = replace(b.relkind::text, 'p', 'r') as same_kind,
    x.schema_name, x.old_schema, b.relname::text as relation_name, format('%I.%I', x.schema_name, b.relname) as name,
    case b.relkind when 'v' then 'VIEW ' when 'm' then 'MATERIALIZED VIEW ' else 'TABLE ' end as label
  from unnest(cast(? as oid[]), cast(? as oid[]), cast(? as text[]), cast(? as text[]))
    as x(new_oid, old_oid, schema_name, old_schema)
  join pg_class b on b.oid = x.new_oid
  left join pg_class o on o.oid = x.old_oid
  left join pg_namespace n on n.nspname = x.schema_name
), wanted_acl as (
  -- of what is replaced; where it has no entries, the owner's rights only
  select p.new_oid, a.* from pair p cross join lateral aclexplode(coalesce(p.old_acl, acldefault('r', p.owner))) a
  where p.old_oid is not null
  -- of what is new: the owner's default privileges, those for all schemas and those of the final schema
  union all
  select p.new_oid, a.* from pair p
  left join pg_default_acl g on g.defaclrole = p.owner and g.defaclnamespace = 0 and g.defaclobjtype = 'r'
  cross join lateral aclexplode(coalesce(g.defaclacl, acldefault('r', p.owner))) a
  where p.old_oid is null
  union all
  select p.new_oid, a.* from pair p
  join pg_default_acl s on s.defaclrole = p.owner and s.defaclnamespace = p.schema_oid and s.defaclobjtype = 'r'
  cross join lateral aclexplode(s.defaclacl) a
  where p.old_oid is null
), wanted_grant as (
  select new_oid, grantee, privilege_type, bool_or(is_grantable) as is_grantable
  from wanted_acl group by new_oid, grantee, privilege_type
), wanted_column_grant as (
  select p.new_oid, b.attname, a.grantee, a.privilege_type, bool_or(a.is_grantable) as is_grantable
  from pair p
  join pg_attribute o on o.attrelid = p.old_oid and o.attnum > 0 and not o.attisdropped
  join pg_attribute b on b.attrelid = p.new_oid and b.attname = o.attname and b.attnum > 0 and not b.attisdropped
  cross join lateral aclexplode(o.attacl) a
  group by p.new_oid, b.attname, a.grantee, a.privilege_type
), kept_column as (
  select p.name, o.attname, o.attnum, o.attstattarget, o.attoptions,
    o.atttypid = b.atttypid and o.attstorage <> b.attstorage as new_storage, o.attstorage,
    o.atttypid = b.atttypid and o.attcompression <> b.attcompression as new_compression, o.attcompression
  from pair p
  join pg_attribute o on o.attrelid = p.old_oid and o.attnum > 0 and not o.attisdropped
  join pg_attribute b on b.attrelid = p.new_oid and b.attname = o.attname and b.attnum > 0 and not b.attisdropped
  where p.same_kind and p.new_kind in ('r', 'p', 'm')
), statement as (
  select 1 as step, p.name, s.stxname::text as ordinal,
    format('ALTER STATISTICS %I.%I SET SCHEMA %I', n.nspname, s.stxname, p.old_schema) as sql
  from pair p join pg_statistic_ext s on s.stxrelid = p.old_oid join pg_namespace n on n.oid = s.stxnamespace
  union all select 1, p.name, b.pubname, format('ALTER PUBLICATION %I DROP TABLE %s', b.pubname, p.name)
  from pair p join pg_publication_rel r on r.prrelid = p.old_oid join pg_publication b on b.oid = r.prpubid
  union all select 1, p.name, o.polname, format('DROP POLICY %I ON %s', o.polname, p.name)
  from pair p join pg_policy o on o.polrelid = p.old_oid
  -- rights
  union all select 2, p.name, '', format('ALTER %s%s OWNER TO %I', p.label, p.name, pg_get_userbyid(p.owner))
  from pair p where p.owner <> p.new_owner
  union all select 2, p.name, c.relname, format('ALTER TABLE %I.%I OWNER TO %I', p.schema_name, c.relname, pg_get_userbyid(p.owner))
  from pair p join pg_inherits i on i.inhparent = p.new_oid and p.new_kind = 'p' join pg_class c on c.oid = i.inhrelid
  where p.owner <> p.new_owner
  union all select distinct 3, p.name, pg_get_userbyid(a.grantee),
    format('REVOKE ALL ON %s FROM %s CASCADE', p.name,
      case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end)
  from pair p cross join lateral aclexplode(p.new_acl) a
  where a.grantee not in (p.new_owner, p.owner)
  union all select 3, p.name, pg_get_userbyid(p.owner), format('REVOKE ALL ON %s FROM %I', p.name, pg_get_userbyid(p.owner))
  from pair p where p.old_acl is not null
  union all select 4, p.name, g.grantee::text || g.is_grantable,
    format('GRANT %s ON %s TO %s%s', string_agg(g.privilege_type, ', ' order by g.privilege_type), p.name,
      case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end,
      case when g.is_grantable then ' WITH GRANT OPTION' else '' end)
  from pair p join wanted_grant g using (new_oid) where g.grantee <> p.owner or p.old_acl is not null
  group by p.name, g.grantee, g.is_grantable
  union all select 5, p.name, g.attname || g.grantee || g.privilege_type || g.is_grantable,
    format('GRANT %s (%I) ON %s TO %s%s', g.privilege_type, g.attname, p.name,
      case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end,
      case when g.is_grantable then ' WITH GRANT OPTION' else '' end)
  from pair p join wanted_column_grant g using (new_oid)
  -- storage and statistics
  union all select 6, p.name, o.option_name, format('ALTER %s%s SET (%I = %L)', p.label, p.name, o.option_name, o.option_value)
  from pair p cross join lateral pg_options_to_table(p.old_options) o
  where p.same_kind and p.old_kind = p.new_kind and not exists (select from pg_options_to_table(p.new_options) n where n.option_name = o.option_name)
  union all select 6, p.name, o.option_name, format('ALTER TABLE %s SET (toast.%I = %L)', p.name, o.option_name, o.option_value)
  from pair p join pg_class t on t.oid = p.old_toast cross join lateral pg_options_to_table(t.reloptions) o where p.old_kind = p.new_kind
  union all select 7, c.name, c.attname, format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', c.name, c.attname, c.attstattarget)
  from kept_column c where c.attstattarget >= 0
  union all select 7, c.name, c.attname, format('ALTER TABLE %s ALTER COLUMN %I SET (%I = %L)', c.name, c.attname, o.option_name, o.option_value)
  from kept_column c cross join lateral pg_options_to_table(c.attoptions) o
  union all select 7, c.name, c.attname, format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', c.name, c.attname,
      case c.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end)
  from kept_column c where c.new_storage
  union all select 7, c.name, c.attname, format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION %s', c.name, c.attname,
      case c.attcompression when 'p' then 'pglz' when 'l' then 'lz4' else 'default' end)
  from kept_column c where c.new_compression
  union all select 8, p.name, '', format('ALTER TABLE %s REPLICA IDENTITY %s', p.name,
      case p.old_identity when 'n' then 'NOTHING' when 'f' then 'FULL' else 'USING INDEX ' ||
        (select quote_ident(c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
         where i.indrelid = p.old_oid and i.indisreplident) end)
  from pair p where p.same_kind and p.new_kind in ('r', 'p') and p.old_identity <> 'd'
  union all select 8, p.name, 'cluster', format('ALTER TABLE %s CLUSTER ON %I', p.name, c.relname)
  from pair p join pg_index i on i.indrelid = p.old_oid and i.indisclustered join pg_class c on c.oid = i.indexrelid
  where p.same_kind and exists (select from pg_index x join pg_class y on y.oid = x.indexrelid
    where x.indrelid = p.new_oid and y.relname = c.relname)
  union all select 9, p.name, s.stxname, pg_get_statisticsobjdef(s.oid)
  from pair p join pg_statistic_ext s on s.stxrelid = p.old_oid where p.same_kind
  union all select 10, p.name, s.stxname, format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget)
  from pair p join pg_statistic_ext s on s.stxrelid = p.old_oid join pg_namespace n on n.oid = s.stxnamespace
  where p.same_kind and s.stxstattarget >= 0
  union all select 10, p.name, s.stxname, format('ALTER STATISTICS %I.%I OWNER TO %I', n.nspname, s.stxname, pg_get_userbyid(s.stxowner))
  from pair p join pg_statistic_ext s on s.stxrelid = p.old_oid join pg_namespace n on n.oid = s.stxnamespace
  where p.same_kind and pg_get_userbyid(s.stxowner) <> current_user
  -- row-level security
  union all select 11, p.name, o.polname, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', o.polname, p.name,
      case when o.polpermissive then 'PERMISSIVE' else 'RESTRICTIVE' end,
      case o.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end,
      (select string_agg(case r when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(r)) end, ', ') from unnest(o.polroles) r),
      ' USING (' || pg_get_expr(o.polqual, o.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(o.polwithcheck, o.polrelid) || ')')
  from pair p join pg_policy o on o.polrelid = p.old_oid where p.same_kind
  union all select 12, p.name, '', format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p.name)
  from pair p where p.same_kind and p.old_row_security
  union all select 12, p.name, 'force', format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p.name)
  from pair p where p.same_kind and p.old_force_row_security
  -- triggers
  union all select 13, p.name, t.tgname, pg_get_triggerdef(t.oid)
  from pair p join pg_trigger t on t.tgrelid = p.old_oid and not t.tgisinternal where p.same_kind
  union all select 14, p.name, t.tgname, format('ALTER TABLE %s %s TRIGGER %I', p.name,
      case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, t.tgname)
  from pair p join pg_trigger t on t.tgrelid = p.old_oid and not t.tgisinternal
  where p.same_kind and t.tgenabled <> 'O'
  -- publications that list it by name, with columns and row filter
  union all select 15, p.name, b.pubname, format('ALTER PUBLICATION %I ADD TABLE %s%s%s', b.pubname, p.name,
      (select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' from unnest(r.prattrs) n
       join pg_attribute a on a.attrelid = p.old_oid and a.attnum = n),
      ' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')')
  from pair p join pg_publication_rel r on r.prrelid = p.old_oid join pg_publication b on b.oid = r.prpubid where p.same_kind
  -- comments that were made by hand
  union all select 16, p.name, '', format('COMMENT ON %s%s IS %L', p.label, p.name, obj_description(p.old_oid, 'pg_class'))
  from pair p where obj_description(p.old_oid, 'pg_class') is not null and obj_description(p.new_oid, 'pg_class') is null
  union all select 16, p.name, b.attname, format('COMMENT ON COLUMN %s.%I IS %L', p.name, b.attname, col_description(p.old_oid, o.attnum))
  from pair p join pg_attribute o on o.attrelid = p.old_oid and o.attnum > 0 and not o.attisdropped
  join pg_attribute b on b.attrelid = p.new_oid and b.attname = o.attname and b.attnum > 0 and not b.attisdropped
  where col_description(p.old_oid, o.attnum) is not null and col_description(p.new_oid, b.attnum) is null
  union all select 16, p.name, o.polname, format('COMMENT ON POLICY %I ON %s IS %L', o.polname, p.name, obj_description(o.oid, 'pg_policy'))
  from pair p join pg_policy o on o.polrelid = p.old_oid where p.same_kind and obj_description(o.oid, 'pg_policy') is not null
  union all select 16, p.name, t.tgname, format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, p.name, obj_description(t.oid, 'pg_trigger'))
  from pair p join pg_trigger t on t.tgrelid = p.old_oid and not t.tgisinternal
  where p.same_kind and obj_description(t.oid, 'pg_trigger') is not null
  union all select 16, p.name, s.stxname, format('COMMENT ON STATISTICS %I.%I IS %L', n.nspname, s.stxname,
      obj_description(s.oid, 'pg_statistic_ext'))
  from pair p join pg_statistic_ext s on s.stxrelid = p.old_oid join pg_namespace n on n.oid = s.stxnamespace
  where p.same_kind and obj_description(s.oid, 'pg_statistic_ext') is not null
)
select s.step, p.schema_name, p.relation_name, s.sql
from statement s join pair p using (name)
order by s.step, s.name, s.ordinal
