/** Azure's own client libraries, as a program uses them, against the platform that {@code ./offpeak up} starts. */
package dev.offpeak.clients;
