/** The rules of assessments. Pure. */
package dev.offpeak.assessment.domain;
