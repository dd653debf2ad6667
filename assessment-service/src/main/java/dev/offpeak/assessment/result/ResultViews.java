package dev.offpeak.assessment.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersion;
import dev.offpeak.arm.ArmTime;
import dev.offpeak.assessment.domain.Findings;
import dev.offpeak.contracts.Patch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * The result of assessPatches as each api-version spells it (rule A4): up to 2020-06-01 {@code patches} with {@code kbid}, from
 * 2020-12-01 on {@code availablePatches} with {@code kbId}.
 */
@ApplicationScoped
public class ResultViews {
    private static final String RENAMED_SINCE = "2020-12-01";

    /** VirtualMachineAssessPatchesResult of a scan that succeeded. */
    public ObjectNode result(
            String apiVersion, String activityId, Instant startedAt, Instant endedAt, Findings findings) {
        boolean renamed = ApiVersion.fromString(apiVersion).isAtLeast(RENAMED_SINCE);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", "Succeeded");
        body.put("assessmentActivityId", activityId);
        body.put("rebootPending", findings.rebootPending());
        body.put("criticalAndSecurityPatchCount", findings.criticalAndSecurityPatchCount());
        body.put("otherPatchCount", findings.otherPatchCount());
        body.put("startDateTime", ArmTime.text(startedAt));
        ArrayNode patches = body.putArray(renamed ? "availablePatches" : "patches");
        for (Patch patch : findings.patches()) {
            ObjectNode view = patches.addObject();
            view.put("patchId", patch.patchId());
            view.put("name", patch.name());
            patch.version().ifPresent(version -> view.put("version", version));
            patch.kbId().ifPresent(kb -> view.put(renamed ? "kbId" : "kbid", kb));
            ArrayNode classifications = view.putArray("classifications");
            patch.classifications().forEach(classification -> classifications.add(classification.toString()));
            view.put("rebootBehavior", patch.rebootBehavior().toString());
            view.put("activityId", activityId);
            patch.publishedAt().ifPresent(published -> view.put("publishedDate", ArmTime.text(published)));
            view.put("lastModifiedDateTime", ArmTime.text(endedAt));
            view.put("assessmentState", "Available");
        }
        return body;
    }
}
