/** Takes heartbeats by the thousand, notices their absence, and judges verification times; the rules are in {@code domain.health}. */
package dev.offpeak.compute.health;
