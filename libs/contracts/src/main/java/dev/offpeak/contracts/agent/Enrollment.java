package dev.offpeak.contracts.agent;

/**
 * Answer to an {@link EnrollmentRequest}, and to {@code POST /agents/{vmId}/credential}.
 *
 * @param vmId the VM incarnation, a GUID
 * @param credential bearer token for every later call; shown only here; one that replaces another does so when it is used first
 */
public record Enrollment(String vmId, String credential) {}
