package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** Reports to compute-service, through network losses of any length. */
final class RepeatedReports implements Reports {
    private static final Logger LOG = System.getLogger(RepeatedReports.class.getName());

    private final ComputeConnection compute;
    private final AgentDisk disk;

    RepeatedReports(ComputeConnection compute, AgentDisk disk) {
        this.compute = compute;
        this.disk = disk;
    }

    @Override
    public Optional<ReportReceipt> send(String kind, Object report, Deadline deadline)
            throws InterruptedException, CallFailed {
        Pause pause = new Pause();
        while (!deadline.isOver()) {
            String used = disk.state().credential();
            try {
                return Optional.of(compute.report(disk.state(), kind, report));
            } catch (CallFailed e) {
                if (e.isUnauthorized() && !used.equals(disk.state().credential())) {
                    continue;
                }
                if (e.endsTheAgent() || e.isUnauthorized()) {
                    throw e;
                }
                if (e.isFinal()) {
                    LOG.log(Level.WARNING, "Report refused: " + e.getMessage());
                    return Optional.of(new ReportReceipt(false, false, e.getMessage()));
                }
                Duration wait = pause.after(e);
                Duration left = deadline.left();
                Thread.sleep(Math.max(0, (wait.compareTo(left) < 0 ? wait : left).toMillis()));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<ReportReceipt> trySend(String kind, Object report) throws InterruptedException {
        try {
            return Optional.of(compute.report(disk.state(), kind, report));
        } catch (CallFailed e) {
            LOG.log(Level.DEBUG, e.getMessage());
            return Optional.empty();
        }
    }
}
