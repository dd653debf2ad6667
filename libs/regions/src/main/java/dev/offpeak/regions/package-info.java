/** The region catalogue: which regions there are, which of them are paired, and their time zones. Pure. */
package dev.offpeak.regions;
