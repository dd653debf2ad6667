/**
 * The whole platform on one machine: {@code ./offpeak up} and its sisters. {@link dev.offpeak.local.Platform} is the same
 * for programs.
 */
package dev.offpeak.local;
