/** Subscriptions, feature registrations and provider registrations: Microsoft.Features and what of Microsoft.Resources belongs to it. */
package dev.offpeak.features;
