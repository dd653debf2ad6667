/** The authority of the platform's clock: who decides how fast platform time runs, and announces it to all processes. */
package dev.offpeak.local.clock;
