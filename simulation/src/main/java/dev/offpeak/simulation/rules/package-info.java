/** What must hold after every event, and what must have come about in the end; shares no code with planner and conductor. */
package dev.offpeak.simulation.rules;
