package dev.offpeak.orchestrator.store;

import dev.offpeak.regions.RegionCatalog;

/** All that the conductor reads and writes: in PostgreSQL, or wherever these rules are kept. */
public record Ports(
        Rollouts rollouts,
        Plans plans,
        Dispatches dispatches,
        Installations installations,
        Waiters waiters,
        Evidence evidence,
        KeptExclusions exclusions,
        Notices notices,
        Fleet fleet,
        Holds holds,
        Stops stops,
        Audit audit) {
    /** Those of PostgreSQL, put together by hand: for tools and for tests of stores. */
    public static Ports ofPostgres(RegionCatalog regions) {
        FleetRows fleet = new FleetRows(regions);
        return new Ports(
                new RolloutStore(),
                new PlanStore(fleet),
                new DispatchStore(fleet),
                new InstallationStore(),
                new WaiterStore(fleet),
                new EvidenceStore(),
                new ExclusionStore(),
                new NoticeStore(),
                new FleetStore(),
                new InterlockStore(),
                new StopStore(),
                new AuditStore());
    }
}
