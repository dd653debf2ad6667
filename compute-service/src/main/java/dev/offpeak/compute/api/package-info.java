/** ARM's face of this service: resources, bodies, and what a client of each api-version sees. */
package dev.offpeak.compute.api;
