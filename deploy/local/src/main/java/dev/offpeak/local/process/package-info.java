/** Processes of one machine: finding them again, starting, watching and ending them. */
package dev.offpeak.local.process;
