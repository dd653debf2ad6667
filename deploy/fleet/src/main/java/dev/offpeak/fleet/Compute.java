package dev.offpeak.fleet;

import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The agent protocol as its callers see it (docs/agent-protocol.md). Every call fails with {@link CallFailed} when it got no good answer. */
interface Compute {
    CompletionStage<Enrollment> enroll(EnrollmentRequest request);

    /** Another credential for the present one, which holds until the new one is used first. */
    CompletionStage<Enrollment> rotateCredential(String vmId, String credential);

    /**
     * The goal state once it differs from the revision named; empty when it did not within the wait.
     *
     * @param revision known so far; empty asks for whatever there is
     * @param wait real time the server may hold the answer back
     */
    CompletionStage<Optional<GoalState>> goalState(
            String vmId, String credential, OptionalLong revision, Duration wait);

    CompletionStage<HeartbeatReceipt> heartbeat(String vmId, String credential, Heartbeat heartbeat);

    /**
     * @param kind last part of the path: extension, assessment or installation
     * @param report the body, one of contracts' reports
     */
    CompletionStage<ReportReceipt> report(String vmId, String credential, String kind, Object report);

    /** What changed for the host since that revision. */
    CompletionStage<GuestList> guests(long after, Duration wait);

    CompletionStage<Void> power(String vmId, PowerReport report);

    /** A call without a good answer. */
    final class CallFailed extends RuntimeException {
        private final int status;
        private final Duration retryAfter;

        /**
         * @param status of the answer; 0 when there was none
         * @param retryAfter real time the server asked for; zero when it did not
         */
        CallFailed(int status, Duration retryAfter, String message) {
            super(message, null, false, false);
            this.status = status;
            this.retryAfter = retryAfter;
        }

        /** Whether the same call again can't succeed: the server understood it and said no. */
        boolean isFinal() {
            return status == 400 || status == 404 || status == 409 || status == 410 || status == 413 || status == 422;
        }

        /** Whether the credential or token was wrong, or does not hold any more. */
        boolean isUnauthorized() {
            return status == 401;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }
}
