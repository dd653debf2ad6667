package dev.offpeak.assessment.store;

import static dev.offpeak.assessment.store.Columns.at;
import static dev.offpeak.assessment.store.Columns.row;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What guests lack, each thing once: patches have numbers, and so have lists of patches. A million VMs share a few thousand patches,
 * and those of one image that were patched together lack the same ones; a result is a number then, and who lacks a patch is found
 * by the lists that have it.
 *
 * <p>Numbers are remembered by the process once they are committed. A list that is used is marked so, up to the day; those that
 * nobody used for longer than history is kept, and no VM has any more, are forgotten. Patches stay: there are few, and they name what
 * people ask for.
 */
@ApplicationScoped
public class FindingStore {
    private static final int REMEMBERED = 20_000;
    private static final Duration MARKED_EVERY = Duration.ofDays(1);
    private static final String WRITE_PATCHES =
            """
            insert into patch (digest, patch_id, name, version, kb_id, classifications, critical_or_security, reboot_behavior,
                published_at)
            select m.digest, m.patch_id, m.name, m.version, m.kb_id, string_to_array(m.classifications, ','),
                m.critical_or_security, m.reboot_behavior, m.published_at
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[],
                $9::timestamptz[])
                as m(digest, patch_id, name, version, kb_id, classifications, critical_or_security, reboot_behavior, published_at)
            order by m.digest on conflict do nothing""";
    private static final String WRITE_FINDINGS =
            """
            insert into finding as f (digest, patches, critical_and_security, other, used_at)
            select m.digest, m.patches::bigint[], m.critical_and_security, m.other, $5
            from unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) as m(digest, patches, critical_and_security, other)
            order by m.digest
            on conflict (digest) do update set used_at = excluded.used_at where f.used_at < excluded.used_at""";

    private final Map<Patch, Long> patches = Recent.map(REMEMBERED);
    private final Map<UUID, Known> findings = Recent.map(REMEMBERED);

    /** A finding's number, and the platform time at which it was last marked as used. */
    private record Known(long number, Instant markedAt) {}

    /**
     * The numbers of these lists of patches, in their order; those that are new are written.
     *
     * @param now platform time
     */
    public Uni<List<Long>> numbers(Transaction tx, List<List<Patch>> lists, Instant now) {
        return patchNumbers(tx, lists).chain(known -> findingNumbers(tx, lists, known, now));
    }

    private Uni<List<Long>> findingNumbers(
            Transaction tx, List<List<Patch>> lists, Map<Patch, Long> known, Instant now) {
        List<UUID> digests = new ArrayList<>();
        Map<UUID, Long> numbers = new HashMap<>();
        Map<UUID, List<Patch>> unknown = new HashMap<>();
        for (List<Patch> list : lists) {
            UUID digest = Digests.of(list.stream().map(known::get).toList());
            digests.add(digest);
            Known finding = findings.get(digest);
            if (finding == null || finding.markedAt().plus(MARKED_EVERY).isBefore(now)) {
                unknown.put(digest, list);
            } else {
                numbers.put(digest, finding.number());
            }
        }
        Uni<Void> written = unknown.isEmpty()
                ? Uni.createFrom().voidItem()
                : write(tx, unknown, known, now)
                        .invoke(found -> {
                            numbers.putAll(found);
                            tx.afterCommit(() ->
                                    found.forEach((digest, number) -> findings.put(digest, new Known(number, now))));
                        })
                        .replaceWithVoid();
        return written.map(x -> digests.stream().map(numbers::get).toList());
    }

    private Uni<Map<Patch, Long>> patchNumbers(Transaction tx, List<List<Patch>> lists) {
        Map<Patch, Long> numbers = new HashMap<>();
        Map<UUID, Patch> unknown = new HashMap<>();
        lists.forEach(list -> list.forEach(patch -> {
            Long number = patches.get(patch);
            if (number == null) {
                unknown.put(Digests.of(patch), patch);
            } else {
                numbers.put(patch, number);
            }
        }));
        if (unknown.isEmpty()) {
            return Uni.createFrom().item(numbers);
        }
        return tx.connection()
                .preparedQuery(WRITE_PATCHES)
                .execute(patchRows(unknown))
                .chain(() -> numbersOf(tx, "patch", unknown.keySet()))
                .map(found -> {
                    Map<Patch, Long> written = new HashMap<>();
                    found.forEach((digest, number) -> written.put(unknown.get(digest), number));
                    tx.afterCommit(() -> patches.putAll(written));
                    numbers.putAll(written);
                    return numbers;
                });
    }

    private static Tuple patchRows(Map<UUID, Patch> byDigest) {
        List<Map.Entry<UUID, Patch>> rows = List.copyOf(byDigest.entrySet());
        return row(
                rows.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                texts(rows, Patch::patchId),
                texts(rows, Patch::name),
                texts(rows, patch -> patch.version().orElse(null)),
                texts(rows, patch -> patch.kbId().orElse(null)),
                texts(rows, patch -> patch.classifications().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(","))),
                rows.stream()
                        .map(entry -> entry.getValue().isCriticalOrSecurity())
                        .toArray(Boolean[]::new),
                texts(rows, patch -> patch.rebootBehavior().toString()),
                rows.stream()
                        .map(entry -> at(entry.getValue().publishedAt().orElse(null)))
                        .toArray(OffsetDateTime[]::new));
    }

    private static String[] texts(List<Map.Entry<UUID, Patch>> rows, Function<Patch, String> of) {
        return rows.stream().map(entry -> of.apply(entry.getValue())).toArray(String[]::new);
    }

    private static Uni<Map<UUID, Long>> write(
            Transaction tx, Map<UUID, List<Patch>> byDigest, Map<Patch, Long> known, Instant now) {
        List<Map.Entry<UUID, List<Patch>>> rows = List.copyOf(byDigest.entrySet());
        return tx.connection()
                .preparedQuery(WRITE_FINDINGS)
                .execute(row(
                        rows.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                        rows.stream()
                                .map(entry -> entry.getValue().stream()
                                        .map(patch -> known.get(patch).toString())
                                        .collect(Collectors.joining(",", "{", "}")))
                                .toArray(String[]::new),
                        rows.stream().map(entry -> criticalIn(entry.getValue())).toArray(Integer[]::new),
                        rows.stream()
                                .map(entry -> entry.getValue().size() - criticalIn(entry.getValue()))
                                .toArray(Integer[]::new),
                        at(now)))
                .chain(() -> numbersOf(tx, "finding", byDigest.keySet()));
    }

    private static int criticalIn(List<Patch> patches) {
        return (int) patches.stream().filter(Patch::isCriticalOrSecurity).count();
    }

    /** A later statement: what others committed while the one before waited for them is seen by it. */
    private static Uni<Map<UUID, Long>> numbersOf(Transaction tx, String table, Set<UUID> digests) {
        return tx.connection()
                .preparedQuery("select digest, number from " + table + " where digest = any ($1)")
                .execute(row((Object) digests.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Long> numbers = new HashMap<>();
                    rows.forEach(each -> numbers.put(each.getUUID(0), each.getLong(1)));
                    return numbers;
                });
    }

    /** What a finding says, in the order in which it was reported; empty for none. */
    public Uni<List<Patch>> patchesOf(SqlClient client, long finding) {
        return client.preparedQuery(
                        """
                        select p.* from finding f cross join unnest(f.patches) with ordinality as m(number, place)
                            join patch p on p.number = m.number
                        where f.number = $1 order by m.place""")
                .execute(row(finding))
                .map(rows -> rows.stream().map(FindingStore::patch).toList());
    }

    /** A patch from a row of its table. */
    static Patch patch(Row row) {
        return new Patch(
                row.getString("patch_id"),
                row.getString("name"),
                Optional.ofNullable(row.getString("version")),
                Optional.ofNullable(row.getString("kb_id")),
                Arrays.stream(row.getArrayOfStrings("classifications"))
                        .map(word -> Columns.word(Classification.class, word))
                        .toList(),
                Columns.word(RebootBehavior.class, row.getString("reboot_behavior")),
                Optional.ofNullable(Columns.instant(row.getOffsetDateTime("published_at"))));
    }
}
