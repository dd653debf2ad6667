package dev.offpeak.arm;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a caller is told when its JSON can't be read: where, and what is expected there, in JSON's words and not Java's. */
final class JsonRefusals {
    private JsonRefusals() {}

    static Refusal of(JacksonException fault) {
        if (!(fault instanceof JsonMappingException)) {
            return ArmRefusal.invalidRequestContent(
                    "The request content was invalid and could not be deserialized: it is not JSON" + at(fault) + ": "
                            + firstLine(fault.getOriginalMessage()));
        }
        JsonMappingException mapping = (JsonMappingException) fault;
        for (Throwable cause = mapping.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException) {
                return ((RefusedException) cause).refusal();
            }
        }
        String path = path(mapping);
        String message = "The request content was invalid and could not be deserialized: "
                + (path.isEmpty() ? "the body" : "the value at '" + path + "'") + " "
                + expectation(mapping) + at(fault) + ".";
        return path.isEmpty()
                ? ArmRefusal.invalidRequestContent(message)
                : ArmRefusal.invalidRequestContent(path, message);
    }

    private static String expectation(JsonMappingException fault) {
        if (fault.getCause() instanceof IllegalArgumentException) {
            return "is invalid: " + firstLine(fault.getCause().getMessage());
        }
        if (!(fault instanceof MismatchedInputException)
                || ((MismatchedInputException) fault).getTargetType() == null) {
            return "is incomplete or malformed";
        }
        Class<?> target = ((MismatchedInputException) fault).getTargetType();
        if (target.isEnum()) {
            String allowed = Arrays.stream(target.getEnumConstants())
                    .map(value -> "'" + value + "'")
                    .collect(Collectors.joining(", "));
            String given = fault instanceof InvalidFormatException
                    ? "'" + ((InvalidFormatException) fault).getValue() + "' is not allowed there, it "
                    : "";
            return given + "must be one of " + allowed;
        }
        return "must be " + kind(target);
    }

    private static String kind(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class || type == Optional.class) {
            return "a string";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == Duration.class) {
            return "an ISO 8601 duration such as 'PT2H'";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "an ISO 8601 time such as '2020-10-27T10:11:12Z'";
        }
        if (type == UUID.class) {
            return "a GUID";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "a list" : "an object";
    }

    /** Such as {@code properties.zones[1]}; empty for the whole body. */
    static String path(JsonMappingException fault) {
        StringBuilder path = new StringBuilder();
        List<JsonMappingException.Reference> references = fault.getPath();
        for (JsonMappingException.Reference reference : references) {
            if (reference.getFieldName() == null) {
                // A map's value has its key as index-less reference; only lists have an index.
                if (!(reference.getFrom() instanceof Map) && reference.getIndex() >= 0) {
                    path.append('[').append(reference.getIndex()).append(']');
                }
            } else {
                path.append(path.length() == 0 ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String at(JacksonException fault) {
        JsonLocation location = fault.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", position " + location.getColumnNr() + ")";
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
