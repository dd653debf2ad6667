package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformTestResource.class)
class OperationRetentionTest {
    private static final ResourceId GROUP =
            ResourceId.resourceGroup("00000000-0000-0000-0000-000000000001", "operations");

    @Inject
    Operations operations;

    @Inject
    Transactions transactions;

    @Inject
    Pool pool;

    @Test
    @Rule("V3")
    @DisplayName("V3: a finished operation is forgotten two days after its end, one under way never")
    void finishedOperationsAreForgottenAfterTwoDays() {
        String running = start();
        String lately = ended("25 hours");
        String old = ended("49 hours");

        get(operations.prune());

        assertThat(get(operations.find(running))).isPresent();
        assertThat(get(operations.find(lately))).isPresent();
        assertThat(get(operations.find(old))).isEmpty();
    }

    private String start() {
        return get(transactions.inTransaction(tx -> operations.start(
                        tx.connection(), new Operation.Start("test", GROUP, "Microsoft.Test", "westeurope"))))
                .id();
    }

    private String ended(String ago) {
        String id = start();
        get(transactions.inTransaction(tx -> operations.succeed(tx.connection(), id, Optional.empty())));
        get(pool.preparedQuery(
                        "UPDATE operation SET finished_at = clock_timestamp() - $2::text::interval WHERE id = $1")
                .execute(Tuple.of(id, ago)));
        return id;
    }

    private static <T> T get(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(30));
    }
}
