/** The gateway of one machine: which path belongs to which service, and the proxy that takes it there. */
package dev.offpeak.local.gateway;
