package dev.offpeak.compute;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.fuzz.ApiFuzz;
import dev.offpeak.fuzz.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The service under test as generated requests meet it, at either of its listeners. */
final class FuzzedService {
    /**
     * Work under way. A guest that was heard falls silent some seconds later, and its VM is not ready then. A wish about power rests:
     * it waits for a host, which is none here.
     */
    private static final String BUSY =
            """
            SELECT (SELECT count(*) FROM outbox)
              + (SELECT count(*) FROM operation WHERE status = 'InProgress')
              - (SELECT count(*) FROM pending_step WHERE kind = 'Power')
              + (SELECT count(*) FROM heartbeat WHERE NOT lapsed) + (SELECT count(*) FROM verification WHERE verdict IS NULL)""";

    private static final String SILENCE =
            "UPDATE heartbeat SET heard_at = heard_at - interval '1 minute' WHERE NOT lapsed";

    private FuzzedService() {}

    /** @param base of the listener */
    static ApiFuzz.Builder at(String base, Subject subject) {
        Map<String, String> settings = PlatformTestResource.settings();
        return ApiFuzz.of(base, subject)
                .database(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"))
                .busyWhile(BUSY);
    }

    /** Guests that were heard fall silent now, as if their last heartbeats had been sent a minute before. */
    static void silenceGuests() {
        try (Connection connection = ComputeTestResource.database();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(SILENCE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
