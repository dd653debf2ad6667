/** What heartbeats, and their absence, say of a VM and of an installation's verification time; pure. */
package dev.offpeak.compute.domain.health;
