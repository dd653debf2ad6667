package dev.offpeak.contracts.agent;

/**
 * Answer to every report.
 *
 * @param accepted false when the report is of an activity that is not the VM's present one; it changed nothing
 * @param proceed whether to go on; false means stop before the next patch
 * @param message a sentence
 */
public record ReportReceipt(boolean accepted, boolean proceed, String message) {}
