/** The agents' own front door: its listener, long polls, enrolment, the hosts' feed, and the rounds that run beside them. */
package dev.offpeak.compute.agents;
