/** Orders to install: compute's last checks before one is stored, and what a guest's reports do to it; pure. */
package dev.offpeak.compute.domain.orders;
