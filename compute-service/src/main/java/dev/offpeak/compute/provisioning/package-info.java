/** Ends what ARM operations began: durable steps that any replica can take, and take again. */
package dev.offpeak.compute.provisioning;
