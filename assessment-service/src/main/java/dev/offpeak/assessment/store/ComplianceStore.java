package dev.offpeak.assessment.store;

import dev.offpeak.assessment.domain.ComplianceScope;
import dev.offpeak.assessment.domain.PatchMask;
import dev.offpeak.assessment.store.Compliance.Lacked;
import dev.offpeak.assessment.store.Compliance.Latest;
import dev.offpeak.assessment.store.Compliance.Past;
import dev.offpeak.assessment.store.Compliance.Summary;
import dev.offpeak.assessment.store.Compliance.Vm;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Questions about the whole fleet, answered from the latest results. A statement has only the conditions that are asked for: with
 * every filter in every statement, plans would be made for none of them.
 */
@ApplicationScoped
public class ComplianceStore {
    /** Patches that an index is asked for together. */
    private static final int FEW = 100;

    private static final String FINDINGS =
            "with f as materialized (select number, critical_and_security, other from finding where patches && ?::bigint[])";

    private static final String VM_COLUMNS =
            "v.vm_id, v.resource_id, v.name, v.subscription_id, v.region, v.image, l.activity_id, l.started_at, l.ended_at,"
                    + " l.reboot_pending, l.finding, f.critical_and_security, f.other";

    /** The numbers of the patches that a mask means. */
    public Uni<List<Long>> patches(SqlClient client, PatchMask mask) {
        Statement statement = new Statement("select number from patch p where ").add(meant(mask));
        return statement.list(client, row -> row.getLong(0));
    }

    private static Condition meant(PatchMask mask) {
        return mask.kbId()
                .map(kb -> new Condition("p.kb_id = ?", kb))
                .orElseGet(() -> new Condition(
                        "lower(p.patch_id) like ? or lower(p.name) like ? or lower(split_part(p.patch_id, '=', 1)) like ?",
                        mask.likePattern(),
                        mask.likePattern(),
                        mask.likePattern()));
    }

    /** VMs by id, with their latest results; those never assessed too. */
    public Uni<List<Vm>> vms(SqlClient client, VmFilter filter, Optional<String> after, int limit) {
        Statement statement = new Statement("select " + VM_COLUMNS
                        + " from vm v left join latest l on l.vm_id = v.vm_id left join finding f on f.number = l.finding"
                        + " where not v.deleted")
                .and(filter);
        after.ifPresent(last -> statement.and("v.vm_id > ?", last));
        return statement.then(" order by v.vm_id limit ?", limit).list(client, ComplianceStore::vm);
    }

    /** VMs by id that lack any of these patches, by their latest results. */
    public Uni<List<Vm>> vmsLacking(
            SqlClient client, List<Long> patches, VmFilter filter, Optional<String> after, int limit) {
        Long[] numbers = patches.toArray(Long[]::new);
        if (numbers.length <= FEW && filter.isNone()) {
            return pageOfFindings(numbers, after, limit).list(client, ComplianceStore::vm);
        }
        Statement statement = (numbers.length <= FEW ? withFindingsOf(numbers) : amongAll(numbers)).and(filter);
        after.ifPresent(last -> statement.and("l.vm_id > ?", last));
        return statement.then(" order by l.vm_id limit ?", limit).list(client, ComplianceStore::vm);
    }

    /**
     * The lists that have one of them are found by their index, then the first VMs of each list by theirs, and of these the page. Asked
     * for one join, the database reads all results, because it can't know how many a list has.
     */
    private static Statement pageOfFindings(Long[] patches, Optional<String> after, int limit) {
        return new Statement(
                        FINDINGS
                                + ", l as materialized (select h.*, f.critical_and_security, f.other from f cross join lateral"
                                + " (select * from latest where finding = f.number and vm_id > ? order by vm_id limit ?) h"
                                + " order by h.vm_id limit ?)",
                        patches,
                        after.orElse(""),
                        limit,
                        limit)
                .then(" select "
                        + VM_COLUMNS.replace("f.critical_and_security, f.other", "l.critical_and_security, l.other")
                        + " from l join vm v on v.vm_id = l.vm_id where not v.deleted order by l.vm_id");
    }

    /** The same for some VMs of the fleet, which are few. */
    private static Statement withFindingsOf(Long[] patches) {
        return new Statement(FINDINGS, (Object) patches)
                .then(" select " + VM_COLUMNS + " from latest l join f on f.number = l.finding"
                        + " join vm v on v.vm_id = l.vm_id where not v.deleted");
    }

    /** So many patches are in so many lists that the index finds most of them: VMs are walked through until the page is full. */
    private static Statement amongAll(Long[] patches) {
        return new Statement(
                "select " + VM_COLUMNS + " from latest l join finding f on f.number = l.finding"
                        + " join vm v on v.vm_id = l.vm_id where not v.deleted and exists (select from unnest(f.patches) as m(number)"
                        + " where m.number in (select unnest(?::bigint[])))",
                (Object) patches);
    }

    /** One VM; empty when it is unknown or gone. */
    public Uni<Optional<Vm>> vm(SqlClient client, String vmId) {
        return new Statement(
                        "select " + VM_COLUMNS
                                + " from vm v left join latest l on l.vm_id = v.vm_id left join finding f on f.number = l.finding"
                                + " where v.vm_id = ? and not v.deleted",
                        vmId)
                .list(client, ComplianceStore::vm)
                .map(found -> found.stream().findFirst());
    }

    /** A VM's assessments, the latest first. */
    public Uni<List<Past>> history(SqlClient client, String vmId, Optional<HistoryKey> after, int limit) {
        Statement statement = new Statement(
                "select a.activity_id, a.trigger, a.state, a.requested_at, a.ended_at, f.critical_and_security, f.other,"
                        + " a.error_code || ': ' || a.error_message as error"
                        + " from assessment a left join finding f on f.number = a.finding where a.vm_id = ?",
                vmId);
        after.ifPresent(last -> statement.and(
                "(a.requested_at, a.activity_id) < (?, ?)", Columns.at(last.requestedAt()), last.activityId()));
        return statement
                .then(" order by a.requested_at desc, a.activity_id desc limit ?", limit)
                .list(client, ComplianceStore::past);
    }

    /** The place of an assessment in its VM's history. */
    public record HistoryKey(Instant requestedAt, String activityId) {}

    /** The fleet by subscription, region or image, in the order of their names. */
    public Uni<List<Summary>> summaries(
            SqlClient client, ComplianceScope scope, VmFilter filter, Optional<String> after, int limit) {
        String name =
                switch (scope) {
                    case SUBSCRIPTIONS -> "v.subscription_id";
                    case REGIONS -> "v.region";
                    case IMAGES -> "v.image";
                };
        Statement statement = new Statement("select " + name
                        + " as name, count(*) as vms, count(l.vm_id) as assessed,"
                        + " count(*) filter (where f.critical_and_security = 0) as compliant,"
                        + " count(*) filter (where l.reboot_pending) as reboot_pending, min(l.ended_at) as oldest"
                        + " from vm v left join latest l on l.vm_id = v.vm_id left join finding f on f.number = l.finding"
                        + " where not v.deleted")
                .and(filter);
        after.ifPresent(last -> statement.and(name + " > ?", last));
        return statement
                .then(" group by 1 order by 1 limit ?", limit)
                .list(
                        client,
                        row -> new Summary(
                                row.getString("name"),
                                row.getLong("vms"),
                                row.getLong("assessed"),
                                row.getLong("compliant"),
                                row.getLong("reboot_pending"),
                                Optional.ofNullable(Columns.instant(row.getOffsetDateTime("oldest")))));
    }

    /**
     * Patches that VMs lack by their latest results, by number, and how many VMs do. VMs are counted by what they lack together first:
     * there are far fewer such lists than VMs.
     */
    public Uni<List<Lacked>> lacked(
            SqlClient client, VmFilter filter, Optional<PatchMask> mask, Optional<Long> after, int limit) {
        Statement statement =
                new Statement("with held as materialized (select l.finding, count(*) as vms from latest l");
        if (filter.isNone()) {
            statement.then(" where true");
        } else {
            statement
                    .then(" join vm v on v.vm_id = l.vm_id where not v.deleted")
                    .and(filter);
        }
        statement.then(" group by 1), counted as (select m.number, sum(h.vms)::bigint as vms from held h"
                + " join finding f on f.number = h.finding cross join lateral unnest(f.patches) as m(number) group by 1)"
                + " select p.*, c.vms from counted c join patch p on p.number = c.number where true");
        mask.ifPresent(given -> statement.then(" and (").add(meant(given)).then(")"));
        after.ifPresent(last -> statement.and("p.number > ?", last));
        return statement
                .then(" order by p.number limit ?", limit)
                .list(client, row -> new Lacked(row.getLong("number"), FindingStore.patch(row), row.getLong("vms")));
    }

    private static Vm vm(Row row) {
        Optional<Latest> latest = Optional.ofNullable(row.getString("activity_id"))
                .map(activityId -> new Latest(
                        activityId,
                        Columns.instant(row.getOffsetDateTime("started_at")),
                        Columns.instant(row.getOffsetDateTime("ended_at")),
                        row.getBoolean("reboot_pending"),
                        row.getInteger("critical_and_security"),
                        row.getInteger("other"),
                        row.getLong("finding")));
        return new Vm(
                row.getString("vm_id"),
                row.getString("resource_id"),
                row.getString("name"),
                row.getString("subscription_id"),
                row.getString("region"),
                row.getString("image"),
                latest);
    }

    private static Past past(Row row) {
        return new Past(
                row.getString("activity_id"),
                row.getString("trigger"),
                row.getString("state"),
                Columns.instant(row.getOffsetDateTime("requested_at")),
                Optional.ofNullable(Columns.instant(row.getOffsetDateTime("ended_at"))),
                Optional.ofNullable(row.getInteger("critical_and_security")),
                Optional.ofNullable(row.getInteger("other")),
                Optional.ofNullable(row.getString("error")));
    }

    /** A condition with a question mark for each of its values. */
    private record Condition(String text, Object... values) {}

    /** A statement that is put together from what is asked for; question marks become numbered parameters in their order. */
    private static final class Statement {
        private final StringBuilder text = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        private Statement(String begin, Object... given) {
            then(begin, given);
        }

        private Statement then(String more, Object... given) {
            int next = 0;
            for (char c : more.toCharArray()) {
                if (c == '?') {
                    values.add(given[next++]);
                    text.append('$').append(values.size());
                } else {
                    text.append(c);
                }
            }
            return this;
        }

        private Statement add(Condition condition) {
            return then(condition.text(), condition.values());
        }

        private Statement and(String condition, Object... given) {
            return then(" and " + condition, given);
        }

        private Statement and(VmFilter filter) {
            filter.subscriptionId().ifPresent(id -> and("v.subscription_id = ?", id));
            filter.region().ifPresent(region -> and("v.region = ?", region));
            filter.image().ifPresent(image -> and("lower(v.image) = ?", image.toLowerCase(Locale.ROOT)));
            return this;
        }

        private <T> Uni<List<T>> list(SqlClient client, Function<Row, T> read) {
            return client.preparedQuery(text.toString())
                    .execute(Columns.row(values.toArray()))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                            .map(read)
                            .toList());
        }
    }
}
