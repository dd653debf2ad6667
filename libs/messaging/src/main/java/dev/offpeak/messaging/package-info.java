/**
 * How services speak to each other: outbox, relay and inbox over AMQP 1.0 with CloudEvents. A change of state and the
 * messages it causes are one transaction; the relay sends them afterwards, at least once; the inbox makes an effect
 * happen once. Order on the wire is not promised.
 */
package dev.offpeak.messaging;
