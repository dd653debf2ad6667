/** The releases that come by themselves, once a month (rule I2). */
package dev.offpeak.orchestrator.calendar;
