package dev.offpeak.contracts.agent;

/**
 * Answer to an {@link EnrollmentRequest}.
 *
 * @param vmId the VM incarnation, a GUID
 * @param credential bearer token for every later call; shown only here
 */
public record Enrollment(String vmId, String credential) {}
