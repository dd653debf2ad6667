/** One class per queue: what other services say is taken over in one transaction with the note that it was received. */
package dev.offpeak.compute.messaging;
