/** The agent protocol (docs/agent-protocol.md): what guests and hosts exchange with compute-service, as JSON over HTTP. */
package dev.offpeak.contracts.agent;
