package io.pulsemetrics.generator.simulation;

/**
 * What a user typed into the sign-up form.
 *
 * @param email unique within a scenario; its domain ends in {@code .example}, which belongs to nobody (RFC 2606)
 */
public record Identity(String firstName, String lastName, String company, String jobTitle, String email) {}
