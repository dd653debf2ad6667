/** Azure Resource Manager's conventions, the same in every service: the edge of all our REST interfaces. */
package dev.offpeak.arm;
