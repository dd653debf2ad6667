/** Words that several modules share on the wire. */
package dev.offpeak.contracts;
