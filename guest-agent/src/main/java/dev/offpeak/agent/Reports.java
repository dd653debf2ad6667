package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.time.Duration;
import java.util.Optional;

/** Where reports go. */
interface Reports {
    /** No end. */
    Deadline FOREVER = () -> Duration.ofDays(1);

    /**
     * Again and again until it is answered, or the time is over; one that is refused for good is answered with a receipt that accepts nothing.
     *
     * @param kind extension, assessment or installation
     * @return empty when the time was over first
     */
    Optional<ReportReceipt> send(String kind, Object report, Deadline deadline) throws InterruptedException, CallFailed;

    /** Once, for reports that are optional; empty when it was not answered. */
    Optional<ReportReceipt> trySend(String kind, Object report) throws InterruptedException;
}
