package dev.offpeak.compute.enablement;

import dev.offpeak.compute.work.AgentsDatabase;

/** Enablement of one replica, for tests of other packages. */
public final class EnablementParts {
    private EnablementParts() {}

    public static EnablementSteps of(AgentsDatabase database, AgentsDatabase.Replica replica) {
        return new EnablementSteps(
                replica.transactions,
                replica.pool,
                replica.guests,
                new EnablementStore(),
                replica.windows,
                replica.goals,
                replica.config,
                database.clock.clock());
    }
}
