/** A VM's model as data: every property of the contract, the requests read by it, and each api-version's view of it. */
package dev.offpeak.compute.model;
