package dev.offpeak.contracts.agent;

/**
 * Body of {@code POST /agents/enroll}: a guest introduces itself, once.
 *
 * @param vmId the VM incarnation, a GUID
 * @param token the one-time token that the host got with the VM
 * @param agentVersion such as {@code 0.1.0}
 * @param bootId of the present boot
 */
public record EnrollmentRequest(String vmId, String token, String agentVersion, String bootId) {}
