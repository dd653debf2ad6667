/** One class per queue: what others tell this service. */
package dev.offpeak.assessment.messaging;
