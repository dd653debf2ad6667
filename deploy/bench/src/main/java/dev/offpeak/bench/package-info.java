/** What the services do in a second and what it costs, each measured beside the thing it should come near to. */
package dev.offpeak.bench;
