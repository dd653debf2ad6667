/** ARM's operations on features, providers, subscriptions and tenants. */
package dev.offpeak.features.api;
