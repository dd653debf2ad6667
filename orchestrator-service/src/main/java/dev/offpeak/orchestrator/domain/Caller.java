package dev.offpeak.orchestrator.domain;

/**
 * Who asks for something.
 *
 * @param name as much as is known: a digest of its token, or its address
 */
public record Caller(String name) {}
