/** The messages between services (docs/messages.md), each a record; {@link dev.offpeak.contracts.message.Message} lists them all. */
package dev.offpeak.contracts.message;
