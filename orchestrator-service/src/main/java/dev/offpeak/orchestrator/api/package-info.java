/** Releases and rollouts over HTTP: plain paths, JSON, ARM's error body. */
package dev.offpeak.orchestrator.api;
