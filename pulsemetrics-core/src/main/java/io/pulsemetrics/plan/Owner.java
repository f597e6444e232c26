package io.pulsemetrics.plan;

/**
 * Who owns a relation, and what that means for the role that publishes.
 *
 * @param role the owner's name
 * @param ours whether the publishing role is the owner or has the rights of the owner
 * @param mayCreate whether the owner may create in the relation's schema, which giving a replacement to it needs
 */
public record Owner(String role, boolean ours, boolean mayCreate) {}
