package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.regions.TimeZones;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Reads VMs of the fleet projection: {@link #COLUMNS} are what every such query selects, from {@link #SOURCES} where it is most of the
 * fleet, from {@link #SOURCES_OF_SOME} where it is a small part.
 */
@ApplicationScoped
public class FleetRows {
    static final String COLUMNS =
            """
            v.vm_id, v.subscription_id, v.region, v.zone, v.availability_set, v.update_domain, v.time_zone, v.patch_mode, v.enabled,
            v.power_state, v.agent_ready, v.tags ->> 'offpeak-ring' as ring,
            w.window_start, w.window_end, w.name as window_policy, v.window_scope, coalesce(p.automatic, false) as automatic, coalesce(s.size, 0)::int as set_size
            """;

    static final String SOURCES = sources(
            """
            left join (select availability_set, count(*) as size from vm where availability_set is not null and not deleted
                group by availability_set) s on s.availability_set = v.availability_set""");

    static final String SOURCES_OF_SOME = sources(
            """
            left join lateral (select count(*) as size from vm peer
                where peer.availability_set = v.availability_set and not peer.deleted) s on true""");

    private static String sources(String setSizes) {
        return "vm v left join propagation p on p.subscription_id = v.subscription_id " + setSizes
                + " left join window_policy w on w.scope = v.window_scope ";
    }

    private final RegionCatalog regions;

    FleetRows(RegionCatalog regions) {
        this.regions = regions;
    }

    FleetVm vm(Row row) {
        return new FleetVm(
                new VmId(row.getString("vm_id")),
                placement(row),
                row.getInteger("set_size"),
                hours(row),
                Columns.word(PatchMode.values(), row.getString("patch_mode")),
                row.getBoolean("automatic"),
                row.getBoolean("enabled"),
                "running".equals(row.getString("power_state")),
                row.getBoolean("agent_ready"),
                Columns.maybeText(row, "ring").flatMap(Ring::find));
    }

    static Placement placement(Row row) {
        return new Placement(
                row.getString("subscription_id"),
                row.getString("region"),
                row.getString("zone"),
                Columns.maybeText(row, "availability_set"),
                Optional.ofNullable(row.getInteger("update_domain")));
    }

    /**
     * A VM's off-peak hours: the window of the policy that counts for it (rule U1) in its own time zone, else its region's; UTC for a
     * region that the catalogue has lost.
     */
    OffPeakHours hours(Row row) {
        String region = row.getString("region");
        Optional<String> timeZone = Columns.maybeText(row, "time_zone");
        ZoneId zone = regions.find(region)
                .map(known -> TimeZones.of(timeZone, known))
                .orElseGet(() -> timeZone.flatMap(TimeZones::find).orElse(ZoneOffset.UTC));
        OffPeakWindow window = row.getLocalTime("window_start") == null
                ? OffPeakWindow.DEFAULT
                : new OffPeakWindow(row.getLocalTime("window_start"), row.getLocalTime("window_end"));
        return new OffPeakHours(window, zone);
    }
}
