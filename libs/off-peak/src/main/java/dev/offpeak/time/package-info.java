/** The platform's clock, and off-peak windows in a VM's time zone. Pure but for the reader of the clock file. */
package dev.offpeak.time;
