/** What a VM is and which changes of it are allowed; {@code java.*} and the contracts' words only. */
package dev.offpeak.compute.domain;
