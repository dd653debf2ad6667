package dev.offpeak.agent;

import dev.offpeak.agent.source.Deadline;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the reports of one installation as compute-service does: each number once, leave once, one end. */
final class OrderingCompute implements Reports {
    /** As they were taken. */
    final List<InstallationReport> taken = new ArrayList<>();

    boolean started;
    /** Whether leave is refused, or a stop asked for with each receipt. */
    boolean refuses;

    boolean unreachable;
    Optional<InstallationReport> end = Optional.empty();
    /** Called before a report is taken and after, before its receipt arrives. */
    Runnable onTheWay = () -> {};

    private long sequence;

    @Override
    public Optional<ReportReceipt> send(String kind, Object report, Deadline deadline) {
        return trySend(kind, report);
    }

    @Override
    public Optional<ReportReceipt> trySend(String kind, Object report) {
        onTheWay.run();
        if (unreachable) {
            return Optional.empty();
        }
        ReportReceipt receipt = take((InstallationReport) report);
        onTheWay.run();
        return Optional.of(receipt);
    }

    private ReportReceipt take(InstallationReport report) {
        if (report.sequence() <= sequence) {
            return new ReportReceipt(end.isEmpty(), started && end.isEmpty() && !refuses, "repeated");
        }
        if (end.isPresent()) {
            return new ReportReceipt(false, false, "over");
        }
        sequence = report.sequence();
        taken.add(report);
        if (report.status().isTerminal()) {
            end = Optional.of(report);
            return new ReportReceipt(true, false, "ended");
        }
        started |= !refuses;
        return new ReportReceipt(true, !refuses, "go on");
    }
}
