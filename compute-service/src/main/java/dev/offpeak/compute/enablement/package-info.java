/** Carries enablement (rules E1 to E5) through, step by durable step; the rules themselves are in {@code domain.enablement}. */
package dev.offpeak.compute.enablement;
