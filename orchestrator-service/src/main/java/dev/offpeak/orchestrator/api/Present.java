package dev.offpeak.orchestrator.api;

import java.time.Instant;

/**
 * What holds for everything at the moment of a view.
 *
 * @param at platform time
 * @param stopped whether everything is stopped
 */
record Present(Instant at, boolean stopped) {}
