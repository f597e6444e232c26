package io.pulsemetrics.model;

import com.google.common.collect.ImmutableSetMultimap;

/**
 * Who may use a published relation, beside its owner: these roles, and nobody else. A value: each method gives a changed copy.
 *
 * <pre>{@code
 * defaults.granting(Grants.select("dashboards", "analysts").and(Privilege.UPDATE, "etl"))
 * }</pre>
 *
 * <p>A model that declares none keeps what was granted by hand.
 *
 * @param privileges by role; {@code public} is everybody
 */
public record Grants(ImmutableSetMultimap<String, Privilege> privileges) {

    /** What can be granted on a table or view. */
    public enum Privilege {
        SELECT,
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE,
        REFERENCES,
        TRIGGER
    }

    /** Nobody but the owner. */
    public static Grants none() {
        return new Grants(ImmutableSetMultimap.of());
    }

    /** These roles may read. */
    public static Grants select(String... roles) {
        return none().and(Privilege.SELECT, roles);
    }

    /** The same, and these roles have this privilege. */
    public Grants and(Privilege privilege, String... roles) {
        var all = ImmutableSetMultimap.<String, Privilege>builder().putAll(privileges);
        for (var role : roles) {
            all.put(role, privilege);
        }
        return new Grants(all.build());
    }
}
