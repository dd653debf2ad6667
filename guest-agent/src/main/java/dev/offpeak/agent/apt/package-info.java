/** Debian-like machines: apt and dpkg. What they print is read by pure classes, apart from running them. */
package dev.offpeak.agent.apt;
