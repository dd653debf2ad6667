package dev.offpeak.compute.domain.orders;

import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.message.InstallationRefused.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * What a guest's report does to its order (rules I4, O7). The first one asks leave: it is given only while the order still
 * stands, its time is not over, its rollout was not stopped, the VM's mode still allows it and one guest alone speaks for the VM. What was started goes on, whatever
 * is stopped or changed afterwards. A repeated report changes nothing, one of an order that is over neither.
 */
public final class InstallationReports {
    private InstallationReports() {}

    /**
     * @param order empty when this VM never had an order of that activity
     * @param fenceEpoch of the order's rollout now
     * @param automaticByPlatform whether the VM's mode is that now
     * @param rivals whether two guests speak for the VM
     */
    public static InstallationDecision decide(
            Optional<Order> order,
            InstallationReport report,
            long fenceEpoch,
            boolean automaticByPlatform,
            boolean rivals,
            Instant now) {
        if (order.isEmpty()) {
            return new InstallationDecision.Late("No such installation was ordered on this VM.");
        }
        Order known = order.get();
        boolean inTime = now.isBefore(known.notAfter());
        boolean standing = known.state() == OrderState.STARTED;
        if (report.sequence() <= known.sequence()) {
            return new InstallationDecision.Repeated(standing && inTime);
        }
        if (known.state().isOver()) {
            return new InstallationDecision.Late(
                    known.state() == OrderState.WITHDRAWN
                            ? "The order was withdrawn: start nothing."
                            : "This installation is over; the report changes nothing.");
        }
        if (report.status().isTerminal()) {
            return new InstallationDecision.Ended();
        }
        if (standing) {
            return new InstallationDecision.Progressed(inTime);
        }
        return refusal(known, fenceEpoch, automaticByPlatform, rivals, inTime)
                .<InstallationDecision>map(InstallationDecision.LeaveRefused::new)
                .orElseGet(InstallationDecision.Started::new);
    }

    private static Optional<Refused> refusal(
            Order order, long fenceEpoch, boolean automaticByPlatform, boolean rivals, boolean inTime) {
        if (!inTime) {
            return Optional.of(new Refused(
                    Reason.OUTSIDE_WINDOW,
                    "The guest asked leave to start after the order's time was over at " + order.notAfter() + "."));
        }
        if (rivals) {
            return Optional.of(new Refused(
                    Reason.AGENT_NOT_READY, "Two guests speak for the VM: neither may start before one is gone."));
        }
        if (order.ofRollout() && order.fenceEpoch() < fenceEpoch) {
            return Optional.of(new Refused(Reason.FENCED, "The rollout was stopped before the guest started."));
        }
        if (order.ofRollout() && !automaticByPlatform) {
            return Optional.of(
                    new Refused(Reason.PATCH_MODE, "The VM's patch mode was changed before the guest started."));
        }
        return Optional.empty();
    }
}
