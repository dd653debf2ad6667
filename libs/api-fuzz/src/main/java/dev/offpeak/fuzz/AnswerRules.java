package dev.offpeak.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What holds for every answer, whatever was asked. */
final class AnswerRules {
    private final Subject subject;

    AnswerRules(Subject subject) {
        this.subject = subject;
    }

    /** The rule that the answer breaks; empty when it is as it should be. */
    Optional<String> broken(Request request, Answer answer) {
        if (answer.status() == 0) {
            return Optional.of(answer.failure());
        }
        if (!answer.isSuccess()
                && !answer.isRefusal()
                && !subject.otherStatuses().contains(answer.status())) {
            return Optional.of("status " + answer.status() + ": " + excerpt(answer));
        }
        if (isOfTheServerItself(request, answer) || isConstant(answer)) {
            return Optional.empty();
        }
        if (answer.header("x-ms-request-id").isEmpty()) {
            return Optional.of(answer.status() + " without x-ms-request-id: " + excerpt(answer));
        }
        if (subject.correlates() && answer.header("x-ms-correlation-request-id").isEmpty()) {
            return Optional.of(answer.status() + " without x-ms-correlation-request-id: " + excerpt(answer));
        }
        if (!answer.header("x-injected").isEmpty()) {
            return Optional.of("a header of the request's making");
        }
        return answer.isRefusal() && !request.method().equals("HEAD") ? brokenError(answer) : Optional.empty();
    }

    /**
     * What the HTTP server refuses before, or beside, anything of ours, without a body: a target that is no URI or too long, and a body
     * in chunks that turns out to be too large while it is read.
     */
    private static boolean isOfTheServerItself(Request request, Answer answer) {
        return answer.status() == 400 && !isUri(request.target())
                || answer.status() == 414
                || answer.status() == 413 && request.isChunked();
    }

    private boolean isConstant(Answer answer) {
        return answer.status() == 200
                && !subject.constant().isEmpty()
                && answer.text().equals(subject.constant());
    }

    private static boolean isUri(String target) {
        try {
            return new URI(target).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Optional<String> brokenError(Answer answer) {
        JsonNode error = JsonTexts.read(answer.body())
                .map(body -> body.path("error"))
                .filter(JsonNode::isObject)
                .orElse(null);
        if (error == null || !answer.header("content-type").startsWith("application/json")) {
            return Optional.of(answer.status() + " without an error body: " + excerpt(answer));
        }
        if (error.path("code").asText().isBlank()
                || error.path("message").asText().isBlank()) {
            return Optional.of(answer.status() + " without code or message: " + excerpt(answer));
        }
        return Optional.empty();
    }

    private static String excerpt(Answer answer) {
        String text = answer.text();
        return text.length() <= 300 ? text : text.substring(0, 300) + "...";
    }
}
