/**
 * The world that is simulated. Real is the orchestrator: planner, decider, gates, conductor, orders, reports and what people do with
 * rollouts, as the service runs them. Modelled by their message contracts are compute, the guests, the bus and the people; features
 * and assessment are there only by what they tell the orchestrator.
 */
package dev.offpeak.simulation.world;
