package dev.offpeak.fleet;

import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.fleet.Compute.CallFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Sends an agent's reports in order, each again until it is answered. What a boot did not get rid of, the next one says anew from the disk. */
final class Reports {
    private static final Logger LOG = System.getLogger(Reports.class.getName());

    private final Agent agent;
    private final Backoff backoff;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean sending;

    Reports(Agent agent) {
        this.agent = agent;
        this.backoff = agent.backoff("report");
    }

    /**
     * @param kind extension, assessment or installation
     * @param answered gets the receipt; one that accepted nothing when compute refused the report for good
     */
    void send(String kind, Object report, Consumer<ReportReceipt> answered) {
        queue.add(new Waiting(kind, report, answered));
        send();
    }

    /** Sends what waits, if it may. */
    void send() {
        if (sending || queue.isEmpty() || !agent.mayCall()) {
            return;
        }
        sending = true;
        String credential = agent.credential();
        Waiting first = queue.peek();
        agent.when(
                agent.guest()
                        .world()
                        .compute()
                        .report(agent.guest().disk().vmId, credential, first.kind(), first.report()),
                receipt -> answered(first, receipt),
                failure -> {
                    if (failure instanceof CallFailed call && call.isFinal()) {
                        LOG.log(Level.WARNING, "Report refused: " + call.getMessage());
                        answered(first, new ReportReceipt(false, false, call.getMessage()));
                    } else {
                        sending = false;
                        agent.after(backoff.failed(failure), this::send);
                        agent.noteRefusal(failure, credential);
                    }
                });
    }

    private void answered(Waiting report, ReportReceipt receipt) {
        sending = false;
        backoff.succeeded();
        queue.remove(report);
        if (agent.mayTalk()) {
            report.answered().accept(receipt);
            send();
        }
    }

    private record Waiting(String kind, Object report, Consumer<ReportReceipt> answered) {}
}
