package dev.offpeak.simulation.rules;

import java.util.List;

/** One rule, checked after every event. */
interface Rule {
    /** What breaks it now, a sentence each that begins with its number; empty while it is kept. */
    List<String> broken();
}
