package dev.offpeak.compute.work;

import static dev.offpeak.compute.work.AgentsDatabase.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FinishedWorkTest {
    private final AgentsDatabase database = new AgentsDatabase();
    private final AgentsDatabase.Replica replica = database.replica();
    private final AgentsDatabase.Replica other = database.replica();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void twoReplicasForgetWhatIsOverInSetsAndKeepTheRest() {
        UUID vm = database.createVms(replica, 1).get(0);
        scans(vm, "old", 5000, false, "8 days");
        scans(vm, "lately", 3, false, "6 days");
        scans(vm, "open", 3, true, "8 days");
        run(
                "INSERT INTO installation_order (activity_id, vm_id, order_number, fence_epoch, not_after, verification_millis, goal,"
                        + " state, real_created_at) SELECT state || age, '" + vm
                        + "', 1, 0, now(), 0, '{}', state, now() - age * interval '1 day'"
                        + " FROM unnest(ARRAY['Ended', 'Withdrawn', 'Started']) AS state, unnest(ARRAY[6, 8]) AS age"
                        + " WHERE state <> 'Started' OR age = 8");
        run(
                "INSERT INTO verification (activity_id, vm_id, began_heard_at, until_at, verification_millis, reboot_expected, verdict)"
                        + " VALUES ('judged', '" + vm + "', now() - interval '8 days', now(), 0, false, 'Healthy'),"
                        + " ('judged lately', '" + vm + "', now() - interval '6 days', now(), 0, false, 'Healthy'),"
                        + " ('not judged', '" + vm + "', now() - interval '8 days', now(), 0, false, NULL)");
        run("INSERT INTO guest (vm_id, descriptor, deleted, listed, real_deleted_at) VALUES"
                + " (gen_random_uuid(), '{\"is\": \"told\"}', true, 1, now() - interval '8 days'),"
                + " (gen_random_uuid(), '{\"is\": \"not told\"}', true, NULL, now() - interval '8 days'),"
                + " (gen_random_uuid(), '{\"is\": \"told lately\"}', true, 2, now() - interval '6 days'),"
                + " (gen_random_uuid(), '{\"is\": \"there\"}', false, 3, NULL)");

        FinishedWork work = new FinishedWork(replica.pool, replica.config);
        FinishedWork elsewhere = new FinishedWork(other.pool, other.config);
        int gone = 0;
        int round = -1;
        while (round != 0) {
            round = get(Uni.join().all(List.of(work.round(), elsewhere.round())).andFailFast()).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            gone += round;
        }

        assertThat(gone).isEqualTo(5000 + 2 + 1 + 1);
        assertThat(kept("SELECT activity_id FROM assessment_work"))
                .containsExactlyInAnyOrder("lately1", "lately2", "lately3", "open1", "open2", "open3");
        assertThat(kept("SELECT activity_id FROM installation_order"))
                .containsExactlyInAnyOrder("Ended6", "Withdrawn6", "Started8");
        assertThat(kept("SELECT activity_id FROM verification"))
                .containsExactlyInAnyOrder("judged lately", "not judged");
        assertThat(kept("SELECT descriptor ->> 'is' FROM guest"))
                .containsExactlyInAnyOrder("not told", "told lately", "there");
    }

    private void scans(UUID vm, String name, int count, boolean open, String age) {
        run(
                "INSERT INTO assessment_work (activity_id, vm_id, on_demand, requested_at, not_after, open, real_created_at)"
                        + " SELECT '" + name + "' || i, '" + vm + "', false, now(), now(), " + open
                        + ", now() - interval '" + age
                        + "' FROM generate_series(1, " + count + ") AS i");
    }

    private void run(String statement) {
        get(replica.pool.query(statement).execute());
    }

    private List<String> kept(String query) {
        List<String> names = new ArrayList<>();
        get(replica.pool.query(query).execute()).forEach(row -> names.add(row.getString(0)));
        return names;
    }
}
