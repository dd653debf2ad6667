/** The program in the guest: fetches its goal state, assesses with the guest's package manager, reports (docs/agent-protocol.md). */
package dev.offpeak.agent;
