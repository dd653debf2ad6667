package dev.offpeak.orchestrator.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.orchestrator.api.PolicyRequest;
import dev.offpeak.orchestrator.conductor.RolloutControl;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.ReleaseCalendar;
import dev.offpeak.orchestrator.domain.ReleaseCalendar.Due;
import dev.offpeak.orchestrator.store.CalendarStore;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Publishes the month's release when its day has come (rule I2). Level-triggered:
 *
 * <ol>
 *   <li>Which month is due last, counted from when this platform began to go by a calendar? Months before that, and those that a
 *       platform which was down has missed twice, are left out: patches are cumulative.
 *   <li>If this process has not seen its release yet, publish it. The release's name is the month, and the database's unique key on
 *       it decides between replicas, restarts, and people who published it by hand.
 * </ol>
 */
@ApplicationScoped
class MonthlyPublisher {
    private static final Logger LOG = Logger.getLogger(MonthlyPublisher.class);

    private final CalendarSettings settings;
    private final CalendarStore store;
    private final RolloutControl control;
    private final Ticks ticks;
    private final Pool pool;
    private final PlatformClock clock;
    private final ReleaseCalendar calendar;
    private final Policy policy;
    private Tick tick;
    private volatile Optional<Instant> since = Optional.empty();
    private volatile Optional<YearMonth> seen = Optional.empty();

    MonthlyPublisher(
            CalendarSettings settings,
            CalendarStore store,
            RolloutControl control,
            Ticks ticks,
            Pool pool,
            PlatformClock clock,
            RegionCatalog regions,
            ObjectMapper json) {
        this.settings = settings;
        this.store = store;
        this.control = control;
        this.ticks = ticks;
        this.pool = pool;
        this.clock = clock;
        this.calendar = new ReleaseCalendar(settings.ordinal(), settings.day(), settings.time(), settings.zone());
        this.policy = policy(settings.policy(), json, regions);
    }

    private static Policy policy(String text, ObjectMapper json, RegionCatalog regions) {
        try {
            return json.readValue(text, PolicyRequest.class).toPolicy(Policy.DEFAULT.deadline(), regions);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "offpeak.calendar.policy is no policy as POST /releases takes it: " + e.getOriginalMessage(), e);
        }
    }

    void start(@Observes StartupEvent started) {
        if (settings.enabled()) {
            tick = ticks.every(settings.tick(), "The calendar's look", this::look);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (tick != null) {
            tick.stop();
        }
    }

    private Uni<Void> look() {
        Instant now = clock.now();
        return since(now).chain(from -> {
            List<Due> dues = calendar.between(from, now);
            if (dues.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            Due due = dues.get(dues.size() - 1);
            boolean settled = seen.equals(Optional.of(due.month()))
                    || !due.at().plus(policy.deadline()).isAfter(now);
            return settled ? Uni.createFrom().voidItem() : publish(due, now);
        });
    }

    private Uni<Instant> since(Instant now) {
        return since.map(known -> Uni.createFrom().item(known))
                .orElseGet(() -> store.since(pool, now).invoke(stored -> since = Optional.of(stored)));
    }

    private Uni<Void> publish(Due due, Instant now) {
        Release release = new Release(
                due.name(),
                due.at(),
                due.at(),
                due.at().plus(policy.deadline()),
                due.name().hashCode(),
                policy,
                now,
                UUID.randomUUID().toString());
        return control.publish(release, Caller.PLATFORM)
                .invoke(published -> {
                    seen = Optional.of(due.month());
                    if (published) {
                        LOG.infof("The release of %s is published, as the calendar has it", due.name());
                    }
                })
                .replaceWithVoid();
    }
}
