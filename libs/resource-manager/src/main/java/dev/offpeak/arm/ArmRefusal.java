package dev.offpeak.arm;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The refusals that every service knows (rule V1). Texts are Azure's own where they are known.
 *
 * @param status HTTP status
 * @param code ARM's code
 * @param message what is wrong and what to do
 * @param target what it is about
 * @param details single causes; may be empty
 */
public record ArmRefusal(int status, String code, String message, Optional<String> target, List<Refusal> details)
        implements Refusal {
    public ArmRefusal {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(target, "target");
        details = List.copyOf(details);
    }

    /** A refusal without target and details. */
    public static ArmRefusal of(int status, String code, String message) {
        return new ArmRefusal(status, code, message, Optional.empty(), List.of());
    }

    /** The same refusal about that property or parameter. */
    public ArmRefusal about(String target) {
        return new ArmRefusal(status, code, message, Optional.of(target), details);
    }

    /** The same refusal with its single causes. */
    public ArmRefusal becauseOf(List<? extends Refusal> details) {
        return new ArmRefusal(status, code, message, target, List.copyOf(details));
    }

    /** 404: there is no resource of that id in its resource group. */
    public static ArmRefusal resourceNotFound(ResourceId id) {
        String where = id.resourceGroup()
                .map(group -> " under resource group '" + group + "'")
                .orElse("");
        return of(
                404,
                "ResourceNotFound",
                "The Resource '" + id.type() + "/" + String.join("/", id.names()) + "'" + where
                        + " was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    /** 404 about something that is not a resource, such as an operation. */
    public static ArmRefusal notFound(String message) {
        return of(404, "ResourceNotFound", message);
    }

    public static ArmRefusal resourceGroupNotFound(String resourceGroup) {
        return of(404, "ResourceGroupNotFound", "Resource group '" + resourceGroup + "' could not be found.");
    }

    public static ArmRefusal subscriptionNotFound(String subscription) {
        return of(404, "SubscriptionNotFound", "The subscription '" + subscription + "' could not be found.");
    }

    public static ArmRefusal invalidSubscriptionId(String subscription) {
        return of(
                        400,
                        "InvalidSubscriptionId",
                        "The provided subscription identifier '" + subscription
                                + "' is malformed or invalid. It must be a GUID such as 00000000-0000-0000-0000-000000000001.")
                .about("subscriptionId");
    }

    /** 400: a value is wrong; the message names it and the values allowed. */
    public static ArmRefusal invalidParameter(String target, String message) {
        return of(400, "InvalidParameter", message).about(target);
    }

    /** 409: the property was fixed at creation. */
    public static ArmRefusal propertyChangeNotAllowed(String property) {
        return of(409, "PropertyChangeNotAllowed", "Changing property '" + property + "' is not allowed.")
                .about(property);
    }

    /** 409: the resource's present state or kind doesn't allow it. */
    public static ArmRefusal operationNotAllowed(String message) {
        return of(409, "OperationNotAllowed", message);
    }

    public static ArmRefusal conflict(String message) {
        return of(409, "Conflict", message);
    }

    public static ArmRefusal missingApiVersion() {
        return of(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.");
    }

    /** @param supported newest first; may describe a range */
    public static ArmRefusal invalidApiVersion(String given, String supported) {
        return of(
                400,
                "InvalidApiVersionParameter",
                "The api-version '" + given + "' is invalid. The supported versions are '" + supported + "'.");
    }

    /** 400: the body can't be understood. */
    public static ArmRefusal invalidRequestContent(String message) {
        return of(400, "InvalidRequestContent", message);
    }

    /** 400: the body's value at that path can't be understood. */
    public static ArmRefusal invalidRequestContent(String path, String message) {
        return invalidRequestContent(message).about(path);
    }

    /** 400: a property that this api-version does not know (rule P6), in Azure's words. */
    public static ArmRefusal unknownMember(String member, String type, String path) {
        return of(
                        400,
                        "BadRequest",
                        "Could not find member '" + member + "' on object of type '" + type + "'. Path '" + path
                                + "'. Use an api-version that knows it, or leave it out.")
                .about(path);
    }

    /** 412: If-Match or If-None-Match did not hold. */
    public static ArmRefusal preconditionFailed(String message) {
        return of(412, "PreconditionFailed", message);
    }

    /** 409: the provider was never registered for the subscription. */
    public static ArmRefusal missingSubscriptionRegistration(String namespace) {
        return of(
                409,
                "MissingSubscriptionRegistration",
                "The subscription is not registered to use namespace '" + namespace
                        + "'. See https://aka.ms/rps-not-found for how to register subscriptions.");
    }

    /** 409: the preview feature is not in effect for the subscription (rules F3, F4). */
    public static ArmRefusal featureNotRegistered(String namespace, String feature) {
        return of(
                        409,
                        "MissingSubscriptionRegistration",
                        "Subscription is not registered. The feature '" + namespace + "/" + feature
                                + "' must be registered, and then propagated by registering the provider '" + namespace
                                + "' again.")
                .about(namespace + "/" + feature);
    }

    public static ArmRefusal authorizationFailed(String client, String action, String scope) {
        return of(
                403,
                "AuthorizationFailed",
                "The client '" + client + "' does not have authorization to perform action '" + action
                        + "' over scope '" + scope
                        + "' or the scope is invalid. If access was recently granted, please refresh your credentials.");
    }

    /** 401; answered with {@code WWW-Authenticate}. */
    public static ArmRefusal invalidAuthenticationToken(String message) {
        return of(401, "InvalidAuthenticationToken", message);
    }
}
