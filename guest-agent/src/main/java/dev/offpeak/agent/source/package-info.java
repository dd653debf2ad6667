/** What the agent needs of a machine's package manager, whichever it is. */
package dev.offpeak.agent.source;
