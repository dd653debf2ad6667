package dev.offpeak.contracts.agent;

import java.time.Instant;

/**
 * How the platform's clock runs beside real time: platform time = platformAnchor + (real time - realAnchor) * rate.
 *
 * @param realAnchor real time
 * @param platformAnchor platform time at realAnchor
 * @param rate 1 in production; larger while the platform is being tried out
 */
public record ClockReading(Instant realAnchor, Instant platformAnchor, double rate) {}
