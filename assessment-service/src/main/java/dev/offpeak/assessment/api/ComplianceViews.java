package dev.offpeak.assessment.api;

import dev.offpeak.assessment.store.Compliance;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Compliance as it is read from outside. */
final class ComplianceViews {
    private ComplianceViews() {}

    /**
     * A VM by its latest assessment that succeeded; what that says is left out when there is none.
     *
     * @param image publisher:offer:sku; left out for a custom one
     * @param lastAssessedAt platform time
     * @param patches everything it lacks; only where one VM is asked for
     */
    @RegisterForReflection
    record VmView(
            String vmId,
            String resourceId,
            String name,
            String subscriptionId,
            String region,
            Optional<String> image,
            boolean assessed,
            Optional<String> assessmentActivityId,
            Optional<Instant> lastAssessedAt,
            Optional<Integer> criticalAndSecurityPatchCount,
            Optional<Integer> otherPatchCount,
            Optional<Boolean> rebootPending,
            Optional<List<PatchView>> patches) {
        static final List<String> COLUMNS = List.of(
                "vmId",
                "name",
                "subscriptionId",
                "region",
                "image",
                "lastAssessedAt",
                "criticalAndSecurityPatchCount",
                "otherPatchCount",
                "rebootPending",
                "resourceId");

        static VmView of(Compliance.Vm vm) {
            return of(vm, Optional.empty());
        }

        static VmView of(Compliance.Vm vm, Optional<List<Patch>> patches) {
            return new VmView(
                    vm.vmId(),
                    vm.resourceId(),
                    vm.name(),
                    vm.subscriptionId(),
                    vm.region(),
                    named(vm.image()),
                    vm.latest().isPresent(),
                    vm.latest().map(Compliance.Latest::activityId),
                    vm.latest().map(Compliance.Latest::endedAt),
                    vm.latest().map(Compliance.Latest::criticalAndSecurity),
                    vm.latest().map(Compliance.Latest::other),
                    vm.latest().map(Compliance.Latest::rebootPending),
                    patches.map(all -> all.stream().map(PatchView::of).toList()));
        }

        List<Object> cells() {
            return Lists.cells(
                    vmId,
                    name,
                    subscriptionId,
                    region,
                    image,
                    lastAssessedAt,
                    criticalAndSecurityPatchCount,
                    otherPatchCount,
                    rebootPending,
                    resourceId);
        }
    }

    /**
     * A patch.
     *
     * @param version of its package; left out for Windows
     * @param kbId digits; left out for Linux
     */
    @RegisterForReflection
    record PatchView(
            String patchId,
            String name,
            Optional<String> version,
            Optional<String> kbId,
            List<Classification> classifications,
            RebootBehavior rebootBehavior,
            Optional<Instant> publishedDate) {
        static PatchView of(Patch patch) {
            return new PatchView(
                    patch.patchId(),
                    patch.name(),
                    patch.version(),
                    patch.kbId(),
                    patch.classifications(),
                    patch.rebootBehavior(),
                    patch.publishedAt());
        }
    }

    /**
     * A patch and how many VMs lack it.
     *
     * @param vms by their latest assessments
     */
    @RegisterForReflection
    record LackedView(PatchView patch, long vms) {
        static final List<String> COLUMNS = List.of(
                "vms", "patchId", "name", "version", "kbId", "classifications", "rebootBehavior", "publishedDate");

        static LackedView of(Compliance.Lacked lacked) {
            return new LackedView(PatchView.of(lacked.patch()), lacked.vms());
        }

        List<Object> cells() {
            return Lists.cells(
                    vms,
                    patch.patchId(),
                    patch.name(),
                    patch.version(),
                    patch.kbId(),
                    String.join(
                            " ",
                            patch.classifications().stream()
                                    .map(Classification::toString)
                                    .toList()),
                    patch.rebootBehavior(),
                    patch.publishedDate());
        }
    }

    /**
     * The VMs of a subscription, region or image.
     *
     * @param name which; left out for custom images
     * @param compliant VMs that lack no critical or security patch; a VM without a result is not among them
     * @param oldestResultAt platform time
     */
    @RegisterForReflection
    record SummaryView(
            Optional<String> name,
            long vms,
            long assessed,
            long compliant,
            long rebootPending,
            Optional<Instant> oldestResultAt) {
        static final List<String> COLUMNS =
                List.of("name", "vms", "assessed", "compliant", "rebootPending", "oldestResultAt");

        static SummaryView of(Compliance.Summary summary) {
            return new SummaryView(
                    named(summary.name()),
                    summary.vms(),
                    summary.assessed(),
                    summary.compliant(),
                    summary.rebootPending(),
                    summary.oldestResultAt());
        }

        List<Object> cells() {
            return Lists.cells(name, vms, assessed, compliant, rebootPending, oldestResultAt);
        }
    }

    /**
     * One assessment of a VM's history.
     *
     * @param trigger why it was made, such as {@code PERIODIC}
     * @param status Queued, InProgress, Succeeded or Failed
     */
    @RegisterForReflection
    record PastView(
            String assessmentActivityId,
            String trigger,
            String status,
            Instant requestedAt,
            Optional<Instant> endedAt,
            Optional<Integer> criticalAndSecurityPatchCount,
            Optional<Integer> otherPatchCount,
            Optional<String> error) {
        static final List<String> COLUMNS = List.of(
                "assessmentActivityId",
                "trigger",
                "status",
                "requestedAt",
                "endedAt",
                "criticalAndSecurityPatchCount",
                "otherPatchCount",
                "error");

        static PastView of(Compliance.Past past) {
            return new PastView(
                    past.activityId(),
                    past.trigger(),
                    past.state(),
                    past.requestedAt(),
                    past.endedAt(),
                    past.criticalAndSecurity(),
                    past.other(),
                    past.error());
        }

        List<Object> cells() {
            return Lists.cells(
                    assessmentActivityId,
                    trigger,
                    status,
                    requestedAt,
                    endedAt,
                    criticalAndSecurityPatchCount,
                    otherPatchCount,
                    error);
        }
    }

    private static Optional<String> named(String name) {
        return Optional.of(name).filter(text -> !text.isEmpty());
    }
}
