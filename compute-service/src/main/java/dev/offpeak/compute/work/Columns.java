package dev.offpeak.compute.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.messaging.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Between our types and the driver's. */
public final class Columns {
    private Columns() {}

    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Null where it is empty. */
    public static OffsetDateTime utc(Optional<Instant> instant) {
        return instant.map(Columns::utc).orElse(null);
    }

    public static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    public static Optional<Instant> optionalInstant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    public static Optional<String> optionalText(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }

    /** A record as it travels, for a JSON column. */
    public static JsonObject json(Object value) {
        try {
            return new JsonObject(Json.mapper().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("can't write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    public static <T> T record(Class<T> type, JsonObject column) {
        try {
            return Json.mapper().readValue(column.encode(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " does not parse", e);
        }
    }

    /** The enum constant that was stored by its {@code toString}. */
    public static <E extends Enum<E>> E word(E[] words, String stored) {
        for (E word : words) {
            if (word.toString().equals(stored)) {
                return word;
            }
        }
        throw new IllegalStateException("unknown stored word " + stored);
    }
}
