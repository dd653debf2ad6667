package dev.offpeak.simulation.memory;

import dev.offpeak.orchestrator.domain.HoldReason;
import java.util.Optional;

/**
 * A rule broken on purpose: the store lets something pass and lies to the decider, who would else not ask for it. Whoever checks the
 * rules must find it, or the check is none.
 */
public enum Breach {
    PHASES_OVERLAP("O1"),
    PAIRS_FORGOTTEN("O2", HoldReason.PAIRED_REGION_BUSY),
    ILL_HEALTH_IS_SUCCESS("O3"),
    ZONES_FORGOTTEN("O4", HoldReason.ZONE_BUSY),
    SUBSCRIPTION_SHARE_FORGOTTEN("O5", HoldReason.SUBSCRIPTION_CAP),
    UPDATE_DOMAINS_FORGOTTEN("O6", HoldReason.UPDATE_DOMAIN_BUSY),
    SET_SHARE_FORGOTTEN("O6", HoldReason.SET_CAP),
    UNHEALTHY_PEERS_FORGOTTEN("O7", HoldReason.PEER_UNHEALTHY),
    TWO_ORDERS_FOR_ONE_VM("O7", HoldReason.INSTALLATION_IN_PROGRESS),
    SLOT_FREED_BY_THE_REPORT_ALONE("O7"),
    SLOT_FREED_BY_AN_EXPIRED_LEASE("O7"),
    FAILURES_HIDDEN("O9"),
    BAKE_TIME_FORGOTTEN("O9"),
    PAUSE_IGNORED("S14"),
    WINDOWS_FORGOTTEN("I3"),
    LATER_PATCHES_INSTALLED("I8"),
    PATCH_MODE_IGNORED("P1"),
    LATE_REPORT_CHANGES_THE_END("S8");

    private final String rule;
    private final Optional<HoldReason> ignored;

    Breach(String rule) {
        this.rule = rule;
        this.ignored = Optional.empty();
    }

    Breach(String rule, HoldReason ignored) {
        this.rule = rule;
        this.ignored = Optional.of(ignored);
    }

    /** The rule that it breaks. */
    public String rule() {
        return rule;
    }

    /** The interlock that lets everyone pass; empty where it is no interlock that is broken. */
    Optional<HoldReason> ignored() {
        return ignored;
    }
}
