/** What other services tell this one: one class per queue. */
package dev.offpeak.features.messaging;
