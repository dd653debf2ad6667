package dev.offpeak.assessment.store;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Between Java's types and the client's. */
final class Columns {
    private Columns() {}

    static OffsetDateTime at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(OffsetDateTime value) {
        return value == null ? null : value.toInstant();
    }

    static Tuple row(Object... values) {
        return Tuple.tuple(Arrays.asList(values));
    }

    /** The constant that is spelt that way on the wire. */
    static <E extends Enum<E>> E word(Class<E> type, String wireName) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + type.getSimpleName() + " is called " + wireName));
    }
}
