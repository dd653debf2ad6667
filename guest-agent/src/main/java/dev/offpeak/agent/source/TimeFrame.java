package dev.offpeak.agent.source;

/**
 * The time for one attempt to install something.
 *
 * @param toStart until when something may be begun (rule I4)
 * @param toEnd until when it has to be over
 */
public record TimeFrame(Deadline toStart, Deadline toEnd) {}
