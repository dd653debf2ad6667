package dev.offpeak.orchestrator.domain;

/**
 * Who asks for something.
 *
 * @param name as much as is known: a digest of its token, or its address
 */
public record Caller(String name) {
    /** Nobody asked: the platform does it by itself, as its calendar or a policy has it. */
    public static final Caller PLATFORM = new Caller("platform");
}
