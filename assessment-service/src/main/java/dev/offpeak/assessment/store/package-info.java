/** What this service keeps: projections of VMs, features and windows, and the assessments. */
package dev.offpeak.assessment.store;
