package dev.offpeak.messaging;

import java.util.Optional;
import org.jboss.logging.MDC;

/** What ties log lines, messages and ARM's answers together; it lives in the logging context of the request or message at hand. */
public final class Correlation {
    /** Key of ARM's x-ms-correlation-request-id in the logging context. */
    public static final String ID = "correlationId";
    /** Key of the W3C trace context in the logging context. */
    public static final String TRACEPARENT = "traceparent";

    private Correlation() {}

    /** Of the request or message at hand. */
    public static Optional<String> id() {
        return Optional.ofNullable(MDC.get(ID)).map(Object::toString);
    }

    /** Of the request or message at hand. */
    public static Optional<String> traceparent() {
        return Optional.ofNullable(MDC.get(TRACEPARENT)).map(Object::toString);
    }

    /** From here on, what is logged and sent belongs to what caused that event. */
    static void restore(CloudEvent event) {
        event.correlationid().ifPresentOrElse(id -> MDC.put(ID, id), () -> MDC.remove(ID));
        event.traceparent().ifPresentOrElse(parent -> MDC.put(TRACEPARENT, parent), () -> MDC.remove(TRACEPARENT));
    }

    static void clear() {
        MDC.remove(ID);
        MDC.remove(TRACEPARENT);
    }
}
