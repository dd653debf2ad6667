package dev.offpeak.compute.agents;

import dev.offpeak.compute.domain.enablement.Enablement;
import dev.offpeak.compute.domain.enablement.EnablementRule;
import dev.offpeak.compute.domain.enablement.ExtensionVersion;
import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.enablement.EnablementStore;
import dev.offpeak.compute.health.Pace;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.time.ClockSegment;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Assembles goal states from what is stored of enablement, scans, orders and verifications: one query for any number of VMs. */
@ApplicationScoped
class GoalStates {
    private static final String LOAD = "SELECT a.vm_id, a.revision, v.patch_mode, v.os_type, " + EnablementStore.COLUMNS
            + """
            , o.goal, s.activity_id AS scan, s.not_after AS scan_not_after, w.verification_millis
            FROM agent a JOIN virtual_machine v USING (vm_id)
              LEFT JOIN enablement e USING (vm_id)
              LEFT JOIN installation_order o ON o.vm_id = a.vm_id AND o.state IN ('Given', 'Started')
              LEFT JOIN verification w ON w.vm_id = a.vm_id AND w.verdict IS NULL
              LEFT JOIN LATERAL (SELECT n.activity_id, n.not_after FROM assessment_work n WHERE n.vm_id = a.vm_id AND n.open
                ORDER BY n.started_at IS NULL, NOT n.on_demand, n.requested_at, n.activity_id LIMIT 1) s ON true
            WHERE a.vm_id = ANY($1)""";

    private final Pool pool;
    private final EnablementSteps enablement;
    private final Pace pace;
    private final PlatformClock clock;

    GoalStates(Pool pool, EnablementSteps enablement, Pace pace, PlatformClock clock) {
        this.pool = pool;
        this.enablement = enablement;
        this.pace = pace;
        this.clock = clock;
    }

    /** The present revisions of those that exist, by id: all that a poll without news needs. */
    Uni<Map<UUID, Long>> revisions(Collection<UUID> vmIds) {
        return pool.preparedQuery("SELECT vm_id, revision FROM agent WHERE vm_id = ANY($1)")
                .execute(Tuple.tuple().addArrayOfUUID(vmIds.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Long> revisions = new HashMap<>();
                    rows.forEach(row -> revisions.put(row.getUUID(0), row.getLong(1)));
                    return revisions;
                });
    }

    /** The goal states of those that exist, by id, each as of its revision. */
    Uni<Map<UUID, GoalState>> load(Collection<UUID> vmIds) {
        return pool.preparedQuery(LOAD)
                .execute(Tuple.tuple().addArrayOfUUID(vmIds.toArray(UUID[]::new)))
                .map(rows -> {
                    ClockSegment segment = clock.segment();
                    ClockReading reading =
                            new ClockReading(segment.realAnchor(), segment.platformAnchor(), segment.rate());
                    Map<UUID, GoalState> goals = new HashMap<>();
                    rows.forEach(row -> goals.put(row.getUUID("vm_id"), read(row, reading)));
                    return goals;
                });
    }

    private GoalState read(Row row, ClockReading reading) {
        OsType osType = Columns.word(OsType.values(), row.getString("os_type"));
        Optional<Enablement> stored = EnablementStore.read(row);
        Optional<InstallationGoal> installation = Optional.ofNullable((JsonObject) row.getValue("goal"))
                .map(goal -> Columns.record(InstallationGoal.class, goal));
        Long verification = row.getLong("verification_millis");
        return new GoalState(
                row.getUUID("vm_id").toString(),
                row.getLong("revision"),
                reading,
                pace.seconds(verification == null ? OptionalLong.empty() : OptionalLong.of(verification)),
                EnablementRule.nativeUpdates(
                        Columns.word(PatchMode.values(), row.getString("patch_mode")),
                        stored,
                        installation.isPresent()),
                stored.flatMap(e -> extension(e, osType)),
                Columns.optionalText(row, "scan")
                        .map(activityId -> new AssessmentGoal(activityId, Columns.instant(row, "scan_not_after"))),
                installation);
    }

    private Optional<ExtensionGoal> extension(Enablement stored, OsType osType) {
        if (stored.activityId().isEmpty()) {
            return Optional.empty();
        }
        Instant notAfter = stored.notAfter().orElseThrow();
        return Optional.of(new ExtensionGoal(
                stored.activityId().get(),
                ExtensionVersion.typeFor(osType),
                enablement.extensionVersion(osType),
                notAfter));
    }
}
