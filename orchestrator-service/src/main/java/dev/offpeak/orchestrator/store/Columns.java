package dev.offpeak.orchestrator.store;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the driver calls a value, and what we call it. */
final class Columns {
    private Columns() {}

    static Tuple row(Object... values) {
        return Tuple.from(Arrays.asList(values));
    }

    static OffsetDateTime at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static OffsetDateTime at(Optional<Instant> instant) {
        return at(instant.orElse(null));
    }

    static OffsetDateTime[] at(Collection<Instant> instants) {
        return instants.stream().map(Columns::at).toArray(OffsetDateTime[]::new);
    }

    static String[] texts(Collection<String> texts) {
        return texts.toArray(String[]::new);
    }

    static Stream<Row> stream(Iterable<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static Optional<Instant> maybeInstant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    static Optional<String> maybeText(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }

    /** The constant whose {@code toString()} is that word. */
    static <E extends Enum<E>> E word(E[] values, String word) {
        for (E value : values) {
            if (value.toString().equals(word)) {
                return value;
            }
        }
        throw new IllegalStateException("The database holds an unknown word: " + word);
    }
}
