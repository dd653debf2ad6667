package dev.offpeak.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What PostgreSQL needs for the same rows when nobody plans: COPY of them into an empty table of the same columns. */
final class PlainCopy {
    private PlainCopy() {}

    /**
     * Copies the assignments of one rollout.
     *
     * @param indexed whether the table has the same key and indexes, too
     */
    static Duration of(Testbed testbed, String rolloutId, boolean indexed) throws IOException {
        Path file = testbed.folder().resolve("assignments.copy");
        try (Connection connection = testbed.copying();
                Statement statement = connection.createStatement()) {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            try (OutputStream out = Files.newOutputStream(file)) {
                copies.copyOut("copy (select * from assignment where rollout_id = '" + rolloutId + "') to stdout", out);
            }
            statement.execute("create table plain_copy (like assignment including defaults"
                    + (indexed ? " including indexes)" : ")"));
            try (InputStream rows = Files.newInputStream(file)) {
                long begun = System.nanoTime();
                copies.copyIn("copy plain_copy from stdin", rows, 1 << 16);
                return Duration.ofNanos(System.nanoTime() - begun);
            } finally {
                statement.execute("drop table plain_copy");
                Files.delete(file);
            }
        } catch (SQLException e) {
            throw new BenchFailure("The rows could not be copied: " + e.getMessage(), e);
        }
    }
}
