package dev.offpeak.assessment.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.assessment.api.ComplianceViews.LackedView;
import dev.offpeak.assessment.api.ComplianceViews.PastView;
import dev.offpeak.assessment.api.ComplianceViews.SummaryView;
import dev.offpeak.assessment.api.ComplianceViews.VmView;
import dev.offpeak.assessment.domain.ComplianceScope;
import dev.offpeak.assessment.domain.PatchMask;
import dev.offpeak.assessment.store.Compliance;
import dev.offpeak.assessment.store.ComplianceStore;
import dev.offpeak.assessment.store.ComplianceStore.HistoryKey;
import dev.offpeak.assessment.store.FindingStore;
import dev.offpeak.assessment.store.VmFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * How patched the fleet is, by each VM's latest assessment: which VMs lack a patch, which patches are lacked, and sums. Lists come in
 * pages ($top, $skiptoken), as JSON, or as CSV to who accepts that; a CSV's next page is in its Link header.
 */
@Produces({MediaType.APPLICATION_JSON, Lists.CSV})
@Path("/compliance")
@Tag(name = "Compliance")
public class ComplianceResource {
    private static final String SUBSCRIPTION = "Of this subscription alone";
    private static final String REGION = "Of this region alone, such as westeurope";
    private static final String IMAGE = "Of this image alone: publisher:offer:sku";

    /** Beyond what databases take for a time. */
    private static final Instant FURTHEST = Instant.parse("9999-12-31T00:00:00Z");

    private final ComplianceStore store;
    private final FindingStore findings;
    private final Pool pool;
    private final Paging paging;
    private final Lists lists;

    ComplianceResource(ComplianceStore store, FindingStore findings, Pool pool, Paging paging, Lists lists) {
        this.store = store;
        this.findings = findings;
        this.pool = pool;
        this.paging = paging;
        this.lists = lists;
    }

    @GET
    @Path("/vms")
    @ArmAction("Offpeak.Assessment/compliance/vms/read")
    @Operation(
            summary =
                    "VMs by id with their latest results, or those alone that lack a patch, in pages ($top, $skiptoken)")
    @APIResponse(responseCode = "200", description = "The VMs, as JSON or CSV")
    @APIResponse(responseCode = "404", description = "No guest ever reported a patch of that name")
    public Uni<Response> vms(
            @Parameter(description = "A KB number, a patch id or a package name, in which * stands for anything")
                    @QueryParam("lacks")
                    String lacks,
            @Parameter(description = SUBSCRIPTION) @QueryParam("subscriptionId") String subscriptionId,
            @Parameter(description = REGION) @QueryParam("region") String region,
            @Parameter(description = IMAGE) @QueryParam("image") String image) {
        Paging.Wanted wanted = paging.requested();
        VmFilter filter = Lists.filter(subscriptionId, region, image);
        Uni<List<Compliance.Vm>> found = lacks == null
                ? store.vms(pool, filter, wanted.after(), wanted.limit())
                : lacking(Lists.mask("lacks", lacks), filter, wanted);
        return found.map(
                vms -> answer(paging.page(wanted, vms, Compliance.Vm::vmId).map(VmView::of)));
    }

    private Response answer(Page<VmView> page) {
        return lists.answer(page, VmView.COLUMNS, VmView::cells);
    }

    private Uni<List<Compliance.Vm>> lacking(PatchMask mask, VmFilter filter, Paging.Wanted wanted) {
        return store.patches(pool, mask).chain(patches -> {
            if (patches.isEmpty()) {
                throw ArmRefusal.notFound("No guest ever reported a patch '" + mask.text()
                                + "': its name may be misspelt. GET /compliance/patches lists those that are lacked.")
                        .asException();
            }
            return store.vmsLacking(pool, patches, filter, wanted.after(), wanted.limit());
        });
    }

    @GET
    @Path("/vms/{vmId}")
    @Produces(MediaType.APPLICATION_JSON)
    @ArmAction("Offpeak.Assessment/compliance/vms/read")
    @Operation(summary = "One VM with everything that it lacks")
    @APIResponse(responseCode = "200", description = "The VM; without a result while it was never assessed")
    @APIResponse(responseCode = "404", description = "There is no such VM")
    public Uni<VmView> vm(String vmId) {
        return find(vmId)
                .chain(vm -> vm.latest().isEmpty()
                        ? Uni.createFrom().item(VmView.of(vm))
                        : findings.patchesOf(pool, vm.latest().get().finding())
                                .map(patches -> VmView.of(vm, Optional.of(patches))));
    }

    @GET
    @Path("/vms/{vmId}/assessments")
    @ArmAction("Offpeak.Assessment/compliance/vms/assessments/read")
    @Operation(summary = "A VM's assessments of the last weeks, the latest first, in pages ($top, $skiptoken)")
    @APIResponse(responseCode = "200", description = "Its assessments, as JSON or CSV")
    @APIResponse(responseCode = "404", description = "There is no such VM")
    public Uni<Response> history(String vmId) {
        Paging.Wanted wanted = paging.requested();
        Optional<HistoryKey> after = wanted.after().map(ComplianceResource::historyKey);
        return find(vmId)
                .chain(vm -> store.history(pool, vm.vmId(), after, wanted.limit()))
                .map(found -> lists.answer(
                        paging.page(wanted, found, past -> past.requestedAt() + "/" + past.activityId())
                                .map(PastView::of),
                        PastView.COLUMNS,
                        PastView::cells));
    }

    @GET
    @Path("/patches")
    @ArmAction("Offpeak.Assessment/compliance/patches/read")
    @Operation(summary = "Patches that VMs lack, and how many VMs lack each, in pages ($top, $skiptoken)")
    @APIResponse(responseCode = "200", description = "The patches, as JSON or CSV")
    public Uni<Response> patches(
            @Parameter(description = "A KB number, a patch id or a package name, in which * stands for anything")
                    @QueryParam("patch")
                    String patch,
            @Parameter(description = SUBSCRIPTION) @QueryParam("subscriptionId") String subscriptionId,
            @Parameter(description = REGION) @QueryParam("region") String region,
            @Parameter(description = IMAGE) @QueryParam("image") String image) {
        Paging.Wanted wanted = paging.requested();
        Optional<PatchMask> mask = Optional.ofNullable(patch).map(given -> Lists.mask("patch", given));
        Optional<Long> after = wanted.after().map(ComplianceResource::number);
        return store.lacked(pool, Lists.filter(subscriptionId, region, image), mask, after, wanted.limit())
                .map(found -> lists.answer(
                        paging.page(wanted, found, lacked -> Long.toString(lacked.number()))
                                .map(LackedView::of),
                        LackedView.COLUMNS,
                        LackedView::cells));
    }

    @GET
    @Path("/summaries/{scope}")
    @ArmAction("Offpeak.Assessment/compliance/summaries/read")
    @Operation(
            summary =
                    "How many VMs are assessed and compliant, by subscriptions, regions or images, in pages ($top, $skiptoken)")
    @APIResponse(responseCode = "200", description = "The sums, as JSON or CSV")
    @APIResponse(responseCode = "404", description = "The scope is none of these")
    public Uni<Response> summaries(
            String scope,
            @Parameter(description = SUBSCRIPTION) @QueryParam("subscriptionId") String subscriptionId,
            @Parameter(description = REGION) @QueryParam("region") String region,
            @Parameter(description = IMAGE) @QueryParam("image") String image) {
        ComplianceScope known = ComplianceScope.find(scope).orElseThrow(() -> noSuchScope(scope));
        Paging.Wanted wanted = paging.requested();
        return store.summaries(pool, known, Lists.filter(subscriptionId, region, image), wanted.after(), wanted.limit())
                .map(found -> lists.answer(
                        paging.page(wanted, found, Compliance.Summary::name).map(SummaryView::of),
                        SummaryView.COLUMNS,
                        SummaryView::cells));
    }

    private Uni<Compliance.Vm> find(String vmId) {
        return store.vm(pool, vmId)
                .map(found -> found.orElseThrow(() -> ArmRefusal.notFound(
                                "There is no VM '" + vmId + "'. GET /compliance/vms lists them all by id.")
                        .asException()));
    }

    private static RefusedException noSuchScope(String scope) {
        return ArmRefusal.notFound("There are no sums by '" + scope + "'. Use "
                        + Arrays.stream(ComplianceScope.values())
                                .map(ComplianceScope::toString)
                                .collect(Collectors.joining(", "))
                        + ".")
                .asException();
    }

    private static HistoryKey historyKey(String token) {
        String[] parts = token.split("/", 2);
        try {
            Instant at = Instant.parse(parts[0]);
            if (at.isBefore(Instant.EPOCH) || at.isAfter(FURTHEST)) {
                throw invalidToken();
            }
            return new HistoryKey(at, parts[1]);
        } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw invalidToken();
        }
    }

    private static long number(String token) {
        try {
            return Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw invalidToken();
        }
    }

    private static RefusedException invalidToken() {
        return ArmRefusal.invalidParameter(
                        "$skiptoken",
                        "The value of $skiptoken is invalid. Follow nextLink as it was given, or leave it out to begin anew.")
                .asException();
    }
}
