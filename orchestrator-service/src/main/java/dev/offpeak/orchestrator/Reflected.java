package dev.offpeak.orchestrator;

import dev.offpeak.orchestrator.domain.Exclusion;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.planner.Forecast;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What JSON is made of, beside what the API returns by itself: a native executable must be told. */
@RegisterForReflection(
        targets = {
            Policy.class,
            Exclusion.class,
            Forecast.class,
            Forecast.PhaseForecast.class,
            Forecast.LaneForecast.class,
            Forecast.Blame.class
        },
        registerFullHierarchy = true)
final class Reflected {}
