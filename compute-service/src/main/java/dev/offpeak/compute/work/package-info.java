/**
 * What guests are asked to do: orders, scans, and the goal states made of them; and the tables that the agents' side shares.
 *
 * <p>Locks are taken in this order everywhere: the VM's row (several: by id), then the other tables, then {@code agent}.
 */
package dev.offpeak.compute.work;
