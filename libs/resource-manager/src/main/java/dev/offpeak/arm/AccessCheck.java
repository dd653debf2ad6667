package dev.offpeak.arm;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Decides whether a caller may do something. One bean of it; without an own one, every caller may do everything. */
public interface AccessCheck {
    /** Empty when the caller may; otherwise why not. */
    Uni<Optional<Refusal>> check(Attempt attempt);

    /**
     * What someone wants to do.
     *
     * @param action the operation's {@link ArmAction}
     * @param scope the request's path, normalised: a resource id or what stands below one
     * @param bearerToken what the caller sent in {@code Authorization: Bearer}
     */
    record Attempt(String action, String scope, Optional<String> bearerToken) {}
}
