/** Tables of this service and the only code that touches them; every change of a VM goes through {@link dev.offpeak.compute.store.VmStore}. */
package dev.offpeak.compute.store;
