package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.domain.PatchProperties;
import java.util.List;
import java.util.Map;

/** Keeps each api-version to the patch properties it knows (rule P6): others are refused in requests and left out of answers. */
final class PatchMembers {
    private static final String SETTINGS = "patchSettings";
    private static final String BY_PLATFORM = "automaticByPlatformSettings";

    private PatchMembers() {}

    /** Refuses a request's properties that say something about patching which the version does not know. */
    static void check(ObjectNode properties, String apiVersion) {
        check(properties, "windowsConfiguration", "WindowsConfiguration", PatchProperties.windows(), apiVersion);
        check(properties, "linuxConfiguration", "LinuxConfiguration", PatchProperties.linux(), apiVersion);
    }

    /** Takes out, in place, what the version does not know. */
    static void hide(ObjectNode properties, String apiVersion) {
        hide(properties, "windowsConfiguration", PatchProperties.windows(), apiVersion);
        hide(properties, "linuxConfiguration", PatchProperties.linux(), apiVersion);
        if (apiVersion.compareTo(PatchProperties.LINUX_SINCE) < 0
                && properties.at("/osProfile/linuxConfiguration") instanceof ObjectNode linux) {
            linux.remove(SETTINGS);
        }
    }

    private static void check(
            ObjectNode properties, String configuration, String type, Map<String, String> members, String apiVersion) {
        if (!(properties.at("/osProfile/" + configuration + "/" + SETTINGS) instanceof ObjectNode settings)) {
            return;
        }
        String path = "properties.osProfile." + configuration;
        if (type.startsWith("Linux") && apiVersion.compareTo(PatchProperties.LINUX_SINCE) < 0) {
            throw refuse(
                    SETTINGS,
                    type,
                    path + "." + SETTINGS,
                    "It needs api-version " + PatchProperties.LINUX_SINCE + " or later.");
        }
        for (String member : said(settings)) {
            if (!PatchProperties.known(members, member, apiVersion)) {
                throw refuse(
                        member,
                        "PatchSettings",
                        path + "." + SETTINGS + "." + member,
                        PatchProperties.advice(members, member));
            }
        }
        if (settings.get(BY_PLATFORM) instanceof ObjectNode byPlatform) {
            Map<String, String> known = PatchProperties.automaticByPlatformSettings();
            for (String member : said(byPlatform)) {
                if (!PatchProperties.known(known, member, apiVersion)) {
                    throw refuse(
                            member,
                            "AutomaticByPlatformSettings",
                            path + "." + SETTINGS + "." + BY_PLATFORM + "." + member,
                            PatchProperties.advice(known, member));
                }
            }
        }
    }

    private static void hide(
            ObjectNode properties, String configuration, Map<String, String> members, String apiVersion) {
        if (properties.at("/osProfile/" + configuration + "/" + SETTINGS) instanceof ObjectNode settings) {
            said(settings).stream()
                    .filter(member -> !PatchProperties.known(members, member, apiVersion))
                    .forEach(settings::remove);
        }
    }

    /** Names of the members that are not null: a null one counts as left out. */
    private static List<String> said(ObjectNode object) {
        return object.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static RefusedException refuse(String member, String type, String path, String advice) {
        return new RefusedException(new ArmRefusal(
                400,
                "BadRequest",
                "Could not find member '" + member + "' on object of type '" + type + "'. Path '" + path + "'. "
                        + advice,
                java.util.Optional.of(path),
                List.of()));
    }
}
