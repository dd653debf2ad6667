/** Tests of whole HTTP interfaces: what a service must keep whatever is sent to it, and which operations its contract tests reach. */
package dev.offpeak.fuzz;
