/**
 * Microsoft.Compute. {@code api} answers ARM; {@code domain} holds the rules; {@code store} the tables; {@code messaging} one
 * class per queue; {@code agents}, {@code enablement}, {@code health} and {@code work} are the side that faces hosts and guests.
 *
 * <p>Every change of a VM, from whichever side, goes through {@link dev.offpeak.compute.store.VmStore} under the VM's row lock;
 * a side that must act in the same transaction is a {@link dev.offpeak.compute.store.VmObserver}.
 */
package dev.offpeak.compute;
