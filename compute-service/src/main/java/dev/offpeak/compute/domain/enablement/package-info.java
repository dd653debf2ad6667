/** How a VM comes to be patched by the platform (rules E1 to E5): a state machine and the rule that moves it; pure. */
package dev.offpeak.compute.domain.enablement;
