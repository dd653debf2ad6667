/** The certificates of one machine's gateway. */
package dev.offpeak.local.tls;
