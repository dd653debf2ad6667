/** Runs programs of the machine, and ends those that hang. */
package dev.offpeak.agent.command;
