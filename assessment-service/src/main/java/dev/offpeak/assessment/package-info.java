/** Assessments: what guests lack, found on demand and periodically. */
package dev.offpeak.assessment;
