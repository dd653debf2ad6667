/**
 * Simulated guests: thousands in one process on one event loop. They speak the real agent protocol over HTTP and follow
 * the platform's clock; what they do comes from a seed, and each of them writes it to a journal as it does it.
 */
package dev.offpeak.fleet;
