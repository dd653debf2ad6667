package dev.offpeak.orchestrator;

import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.certificate.Shares;
import dev.offpeak.orchestrator.domain.AutomaticWithdrawal;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Exclusion;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.HaltEvidence;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.Suspect;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.SpreadException;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What JSON is made of, beside what the API returns by itself: a native executable must be told. */
@RegisterForReflection(
        targets = {
            Policy.class,
            Flight.class,
            Flight.Hours.class,
            Shares.class,
            AutomaticWithdrawal.class,
            Exclusion.class,
            Baseline.class,
            Halt.class,
            Halt.ClosedGate.class,
            HaltEvidence.class,
            HaltEvidence.Share.class,
            Suspect.class,
            WithdrawnPatch.class,
            GateCounts.class,
            ExternalWord.class,
            SpreadException.class,
            SubscriptionRegion.class,
            Forecast.class,
            Forecast.PhaseForecast.class,
            Forecast.LaneForecast.class,
            Forecast.Blame.class
        },
        registerFullHierarchy = true)
final class Reflected {}
