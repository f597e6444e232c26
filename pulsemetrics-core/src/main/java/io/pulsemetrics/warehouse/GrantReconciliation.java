package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Grants;
import io.pulsemetrics.model.RelationName;
import java.util.Map;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Grants and revokes until exactly the declared roles have exactly their privileges on a relation, without grant options and column by
 * column privileges. The owner keeps what he has. Where all is as declared already, nothing is written.
 */
public final class GrantReconciliation {
    private static final String QUERY = """
            with relation as (
              select c.oid, c.relowner, coalesce(c.relacl, acldefault('r', c.relowner)) as acl, format('%I.%I', n.nspname, c.relname) as name
              from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relname = ?
            ), wanted as (
              select distinct case w.role when 'public' then 'PUBLIC' else quote_ident(w.role) end as role, w.privilege
              from unnest(cast(? as text[]), cast(? as text[])) w(role, privilege)
            ), granted as (
              select case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end as role, a.privilege_type as privilege,
                a.is_grantable as beyond
              from relation r, aclexplode(r.acl) a where a.grantee <> r.relowner
              union
              select case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end, a.privilege_type, true
              from relation r join pg_attribute t on t.attrelid = r.oid, aclexplode(t.attacl) a where a.grantee <> r.relowner
            ), revoked as (
              select role from granted g group by role
              having bool_or(beyond) or bool_or(not exists (select from wanted w where w.role = g.role and w.privilege = g.privilege))
            )
            select 1 as step, role, format('REVOKE ALL ON %s FROM %s CASCADE', r.name, role) as sql from revoked, relation r
            union all
            select 2, w.role, format('GRANT %s ON %s TO %s', string_agg(w.privilege, ', ' order by w.privilege), r.name, w.role)
            from wanted w, relation r
            where w.role in (select role from revoked)
              or not exists (select from granted g where g.role = w.role and g.privilege = w.privilege)
            group by w.role, r.name
            order by 1, 2
            """;

    private final Session session;

    /** Works through the session, in its transaction. */
    public GrantReconciliation(Session session) {
        this.session = session;
    }

    /**
     * Brings the relation's grants to what is declared.
     *
     * @throws PulseException {@code cannot-replace}: a role does not exist; {@code missing-right}, {@code statement-failed}
     */
    public void reconcile(RelationName relation, Grants grants) {
        try {
            statements(relation, grants).fetch("sql", String.class).forEach(session::execute);
        } catch (DataAccessException e) {
            throw refusal(relation, e);
        }
    }

    /** The same, when the script comes to it. */
    void reconcile(RelationName relation, Grants grants, PublishScript script) {
        script.executeEach(
                "select g.sql from (%s) g".formatted(session.sql().renderInlined(statements(relation, grants))),
                e -> refusal(relation, e));
    }

    private ResultQuery<Record> statements(RelationName relation, Grants grants) {
        var roles =
                grants.privileges().entries().stream().map(Map.Entry::getKey).toArray(String[]::new);
        var privileges = grants.privileges().values().stream().map(Enum::name).toArray(String[]::new);
        return session.sql()
                .resultQuery(QUERY, relation.schema(), relation.name(), DSL.val(roles), DSL.val(privileges));
    }

    private static PulseException refusal(RelationName relation, DataAccessException e) {
        return DatabaseErrors.state(e).equals("42704")
                ? PulseException.of(
                        ErrorCode.CANNOT_REPLACE,
                        relation.toString(),
                        "what the model grants cannot be granted: " + DatabaseErrors.message(e),
                        "Create the role, or leave it out of the model's grants")
                : DatabaseErrors.translate(relation.toString(), e);
    }
}
