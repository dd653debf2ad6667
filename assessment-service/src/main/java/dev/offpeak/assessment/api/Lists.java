package dev.offpeak.assessment.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.assessment.domain.PatchMask;
import dev.offpeak.assessment.store.VmFilter;
import dev.offpeak.regions.RegionCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the lists of this service have in common: their filters, and that they are JSON or CSV as the caller's Accept header says. */
@ApplicationScoped
class Lists {
    static final String CSV = "text/csv";
    private static final MediaType CSV_TYPE = MediaType.valueOf(CSV);
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final HttpHeaders headers;

    Lists(HttpHeaders headers) {
        this.headers = headers;
    }

    /**
     * The page as the caller wants it; the next page of a CSV is in its Link header.
     *
     * @param columns the CSV's header
     * @param cells a CSV's line
     */
    <T> Response answer(Page<T> page, List<String> columns, Function<T, List<Object>> cells) {
        if (!wantsCsv()) {
            return Response.ok(page, MediaType.APPLICATION_JSON_TYPE).build();
        }
        Response.ResponseBuilder answer =
                Response.ok(Csv.of(columns, page.value().stream().map(cells).toList()), CSV_TYPE.withCharset("utf-8"));
        if (page.nextLink() != null) {
            answer.header(HttpHeaders.LINK, "<" + page.nextLink() + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /** The first of what it accepts decides; anything will do is JSON. */
    private boolean wantsCsv() {
        return headers.getAcceptableMediaTypes().stream()
                .filter(type -> type.isCompatible(CSV_TYPE) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
    }

    /** @throws dev.offpeak.arm.RefusedException when the subscription is none */
    static VmFilter filter(String subscriptionId, String region, String image) {
        return new VmFilter(
                Optional.ofNullable(subscriptionId).map(Lists::subscription),
                Optional.ofNullable(region).map(RegionCatalog::normalize),
                Optional.ofNullable(image));
    }

    private static String subscription(String given) {
        String id = given.toLowerCase(Locale.ROOT);
        if (!GUID.matcher(id).matches()) {
            throw ArmRefusal.invalidParameter(
                            "subscriptionId",
                            "'" + given + "' is no subscription: use its GUID, or leave 'subscriptionId' out.")
                    .asException();
        }
        return id;
    }

    /**
     * @param parameter where it was given
     * @throws dev.offpeak.arm.RefusedException when it is none
     */
    static PatchMask mask(String parameter, String given) {
        try {
            return new PatchMask(given);
        } catch (IllegalArgumentException e) {
            throw ArmRefusal.invalidParameter(parameter, e.getMessage()).asException();
        }
    }

    /** A line's cells; an empty Optional is an empty cell. */
    static List<Object> cells(Object... values) {
        return Arrays.stream(values)
                .<Object>map(value -> value instanceof Optional
                        ? ((Optional<?>) value).map(Object::toString).orElse("")
                        : value)
                .toList();
    }
}
