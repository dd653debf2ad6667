/** What makes assessments begin and end: requests, the calendar, reports and silence. */
package dev.offpeak.assessment.schedule;
