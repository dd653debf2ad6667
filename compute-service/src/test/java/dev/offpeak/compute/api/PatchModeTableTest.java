package dev.offpeak.compute.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.Refusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.PatchModeRules;
import dev.offpeak.compute.domain.SupportedImages;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** P1 to P10: every combination of what can be said of patching, against docs/patch-modes.md. */
@Rule({"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10"})
class PatchModeTableTest {
    private static final SupportedImages IMAGES = new SupportedImagesProducer().images(Optional.empty());
    private static final PatchModeRules RULES = new PatchModeRules(IMAGES);
    private static final String MISSPELT = "AutomaticByPlatfom";
    private static final Pattern ADVICE = Pattern.compile(
            "\\b(must be|[Uu]se|[Ll]eave|[Kk]eep|[Ss]et|[Dd]id you mean|needs api-version|[Kk]nown)\\b");

    /** What became of a request: a model, or a refusal. */
    private record Outcome(
            Optional<ObjectNode> model, Optional<PatchConfiguration> patching, Optional<Refusal> refusal) {
        String then() {
            return refusal.map(refused -> refused.status() + " " + refused.code())
                    .orElseGet(() -> patching.orElseThrow().patchMode().toString());
        }

        /** What the client is told, but for the message, which repeats its own words. */
        String told() {
            return then() + " " + target();
        }

        String target() {
            return refusal.flatMap(Refusal::target).orElse("-");
        }
    }

    @Test
    @Rule({"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "F3", "F4", "F5"})
    @DisplayName("P1 to P10, F3 to F5: code and table agree on the mode of every combination, and no row is dead")
    void everyCombinationOfModesFollowsTheTable() throws IOException {
        RuleTable table = RuleTable.read("mode");
        Set<Integer> reached = new HashSet<>();
        int cases = 0;
        for (Map<String, String> one : modes()) {
            if (!canBe(one)) {
                continue;
            }
            RuleTable.Row row = table.find(one);
            reached.add(row.number());
            cases++;
            Outcome outcome = modeCase(one, false, false);
            check(one, row, outcome, outcome.then());
            assertThat(modeCase(one, true, false).told())
                    .as("the other way round: %s", one)
                    .isEqualTo(outcome.told());
            assertThat(modeCase(one, false, true).told())
                    .as("in small letters: %s", one)
                    .isEqualTo(outcome.told());
        }
        assertThat(table.rows()).allSatisfy(row -> assertThat(reached).contains(row.number()));
        assertThat(cases).isEqualTo(6_264);
    }

    @Test
    @Rule({"P2", "P5"})
    @DisplayName("P2, P5: a PATCH that takes the mode away leaves the one that a new VM of its flags gets")
    void modeTakenAwayIsTheFlagsOwn() {
        Map<String, String> vm =
                Map.of("OS", "Windows", "before", "AutomaticByPlatform", "agent before", "true", "image", "supported");
        Outcome before = run(Optional.empty(), Optional.empty(), creation(vm), "2026-04-01", true);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.withObject("/properties/osProfile/windowsConfiguration/patchSettings")
                .putNull("patchMode");
        ObjectNode stored = before.model().orElseThrow();

        ObjectNode merged =
                ModelMerge.patch(stored, VmBody.read(body, "2026-04-01").over(stored));
        PatchConfiguration after = RULES.decide(
                        before.patching(),
                        VmModel.wanted(
                                merged, Optional.of(stored), before.patching().map(PatchConfiguration::osType), IMAGES),
                        true)
                .orElseThrow(Refusals::of);

        assertThat(after.patchMode()).isEqualTo(PatchMode.AUTOMATIC_BY_OS);
    }

    @Test
    @Rule({"P1", "P6", "P7", "P8"})
    @DisplayName("P1, P6, P7, P8: so with assessmentMode, hotpatching and the settings of AutomaticByPlatform")
    void everyCombinationBesideTheModeFollowsTheTable() throws IOException {
        RuleTable table = RuleTable.read("beside");
        Set<Integer> reached = new HashSet<>();
        int cases = 0;
        for (Map<String, String> one : beside()) {
            boolean windows = one.get("OS").equals("Windows");
            if (windows && one.get("mode").equals("ImageDefault")
                    || !windows
                            && (one.get("mode").equals("AutomaticByOS")
                                    || one.get("image").equals("hotpatch"))) {
                continue;
            }
            RuleTable.Row row = table.find(one);
            reached.add(row.number());
            cases++;
            Outcome outcome = besideCase(one, false, false);
            String then = outcome.refusal().isPresent() ? outcome.then() : "accepted";
            check(one, row, outcome, then);
            assertThat(besideCase(one, true, false).told())
                    .as("the other way round: %s", one)
                    .isEqualTo(outcome.told());
            assertThat(besideCase(one, false, true).told())
                    .as("in small letters: %s", one)
                    .isEqualTo(outcome.told());
        }
        assertThat(table.rows()).allSatisfy(row -> assertThat(reached).contains(row.number()));
        assertThat(cases).isEqualTo(2_880);
    }

    private static List<Map<String, String>> modes() {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        columns.put("OS", List.of("Windows", "Linux"));
        columns.put("before", List.of("new", "Manual", "AutomaticByOS", "AutomaticByPlatform", "ImageDefault"));
        columns.put("agent before", List.of("-", "true", "false"));
        columns.put("mode", List.of("-", "Manual", "AutomaticByOS", "AutomaticByPlatform", "ImageDefault", MISSPELT));
        columns.put("updates", List.of("-", "true", "false"));
        columns.put("agent", List.of("-", "true", "false"));
        columns.put("image", List.of("supported", "unsupported", "custom"));
        columns.put("feature", List.of("yes", "no"));
        columns.put("version", List.of("first", "later", "latest"));
        return RuleTable.product(columns).toList();
    }

    /** Whether such a VM can exist, and such a thing be said of it. */
    private static boolean canBe(Map<String, String> one) {
        boolean windows = one.get("OS").equals("Windows");
        String before = one.get("before");
        boolean isNew = before.equals("new");
        boolean ofThisSystem =
                isNew || before.equals("AutomaticByPlatform") || windows != before.equals("ImageDefault");
        boolean agentFits = isNew == one.get("agent before").equals("-");
        boolean platformFits = !before.equals("AutomaticByPlatform")
                || one.get("agent before").equals("true") && one.get("image").equals("supported");
        return ofThisSystem
                && agentFits
                && platformFits
                && (windows || one.get("updates").equals("-"));
    }

    private static Outcome modeCase(Map<String, String> one, boolean turned, boolean small) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        flag(configuration, "provisionVMAgent", one.get("agent"));
        flag(configuration, "enableAutomaticUpdates", one.get("updates"));
        if (!one.get("mode").equals("-")) {
            configuration.putObject("patchSettings").put("patchMode", cased(one.get("mode"), small));
        }
        String version = one.get("version").equals("first")
                ? "2020-06-01"
                : one.get("version").equals("later") ? "2020-12-01" : "2026-04-01";
        boolean feature = one.get("feature").equals("yes");
        Optional<ObjectNode> stored = Optional.empty();
        Optional<PatchConfiguration> patching = Optional.empty();
        if (!one.get("before").equals("new")) {
            Outcome before = run(Optional.empty(), Optional.empty(), creation(one), "2026-04-01", true);
            stored = before.model();
            patching = before.patching();
            assertThat(before.then()).isEqualTo(one.get("before"));
        }
        ObjectNode body = body(one.get("OS"), stored.isPresent() ? "-" : one.get("image"), configuration);
        return run(stored, patching, turned ? (ObjectNode) turned(body) : body, version, feature);
    }

    /** The body that made the VM which the case updates. */
    private static ObjectNode creation(Map<String, String> one) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        flag(configuration, "provisionVMAgent", one.get("agent before"));
        if (one.get("OS").equals("Windows")) {
            configuration.put("enableAutomaticUpdates", !one.get("before").equals("Manual"));
        }
        configuration.putObject("patchSettings").put("patchMode", one.get("before"));
        return body(one.get("OS"), one.get("image"), configuration);
    }

    private static List<Map<String, String>> beside() {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        columns.put("OS", List.of("Windows", "Linux"));
        columns.put("mode", List.of("AutomaticByOS", "AutomaticByPlatform", "ImageDefault"));
        columns.put("assessment", List.of("-", "ImageDefault", "AutomaticByPlatform", MISSPELT));
        columns.put("hotpatching", List.of("-", "true", "false"));
        columns.put("settings", List.of("-", "rebootSetting=IfRequired", "rebootSetting=Sometimes", "bypass=true"));
        columns.put("agent", List.of("true", "false"));
        columns.put("image", List.of("supported", "hotpatch"));
        columns.put("version", List.of("2020-06-01", "2020-12-01", "2021-03-01", "2022-03-01", "2023-03-01"));
        return RuleTable.product(columns).toList();
    }

    private static Outcome besideCase(Map<String, String> one, boolean turned, boolean small) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        flag(configuration, "provisionVMAgent", one.get("agent"));
        ObjectNode settings = configuration.putObject("patchSettings");
        flag(settings, "enableHotpatching", one.get("hotpatching"));
        switch (one.get("settings")) {
            case "bypass=true" ->
                settings.putObject("automaticByPlatformSettings").put("bypassPlatformSafetyChecksOnUserSchedule", true);
            case "-" -> settings.putNull("automaticByPlatformSettings");
            default ->
                settings.putObject("automaticByPlatformSettings")
                        .put("rebootSetting", cased(one.get("settings").split("=")[1], small));
        }
        if (!one.get("assessment").equals("-")) {
            settings.put("assessmentMode", cased(one.get("assessment"), small));
        }
        settings.put("patchMode", cased(one.get("mode"), small));
        ObjectNode body = body(one.get("OS"), one.get("image"), configuration);
        return run(
                Optional.empty(),
                Optional.empty(),
                turned ? (ObjectNode) turned(body) : body,
                one.get("version"),
                true);
    }

    /** As the service does it: read, merge, decide, complete. */
    private static Outcome run(
            Optional<ObjectNode> stored,
            Optional<PatchConfiguration> before,
            ObjectNode body,
            String version,
            boolean feature) {
        try {
            ObjectNode present = stored.orElseGet(JsonNodeFactory.instance::objectNode);
            ObjectNode model =
                    ModelMerge.put(present, VmBody.read(body, version).over(present));
            PatchConfiguration patching = RULES.decide(
                            before,
                            VmModel.wanted(model, stored, before.map(PatchConfiguration::osType), IMAGES),
                            feature)
                    .orElseThrow(Refusals::of);
            VmModel.complete(model, "vm1", patching);
            return new Outcome(Optional.of(model), Optional.of(patching), Optional.empty());
        } catch (RefusedException e) {
            return new Outcome(Optional.empty(), Optional.empty(), Optional.of(e.refusal()));
        }
    }

    private static void check(Map<String, String> one, RuleTable.Row row, Outcome outcome, String then) {
        assertThat(then).as("row %s, %s", row.number(), one).isEqualTo(row.cell("then"));
        assertThat(outcome.target())
                .as("row %s, %s", row.number(), one)
                .isEqualTo(row.cell("target").replace("{os}", one.get("OS").toLowerCase(Locale.ROOT)));
        outcome.refusal()
                .ifPresent(refusal ->
                        assertThat(refusal.message()).as("says what to do").containsPattern(ADVICE));
        outcome.model().ifPresent(model -> assertThat(model.at("/osProfile/"
                                + one.get("OS").toLowerCase(Locale.ROOT) + "Configuration/patchSettings/patchMode")
                        .textValue())
                .isEqualTo(outcome.patching().orElseThrow().patchMode().toString()));
    }

    private static ObjectNode body(String os, String image, ObjectNode configuration) {
        boolean windows = os.equals("Windows");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("location", "westeurope");
        ObjectNode properties = body.putObject("properties");
        ObjectNode storage = properties.putObject("storageProfile");
        switch (image) {
            case "supported" ->
                reference(
                        storage,
                        windows
                                ? "MicrosoftWindowsServer:WindowsServer:2019-Datacenter"
                                : "Canonical:UbuntuServer:18.04-LTS");
            case "hotpatch" ->
                reference(storage, "MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition-core");
            case "unsupported" -> reference(storage, "contoso:own:sku");
            case "custom" -> storage.putObject("imageReference").put("id", "/images/own");
            default -> storage.putObject("osDisk");
        }
        properties.putObject("osProfile").set(windows ? "windowsConfiguration" : "linuxConfiguration", configuration);
        return body;
    }

    private static void reference(ObjectNode storage, String image) {
        String[] parts = image.split(":");
        storage.putObject("imageReference")
                .put("publisher", parts[0])
                .put("offer", parts[1])
                .put("sku", parts[2]);
    }

    private static void flag(ObjectNode object, String name, String said) {
        if (!said.equals("-")) {
            object.put(name, Boolean.parseBoolean(said));
        }
    }

    private static String cased(String word, boolean small) {
        return small ? word.toLowerCase(Locale.ROOT) : word;
    }

    /** The same with every object's properties in the opposite order. */
    private static JsonNode turned(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        Collections.reverse(names);
        ObjectNode turned = JsonNodeFactory.instance.objectNode();
        names.forEach(name -> turned.set(name, turned(object.get(name))));
        return turned;
    }
}
