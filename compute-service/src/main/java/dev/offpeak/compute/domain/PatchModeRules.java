package dev.offpeak.compute.domain;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.RebootSetting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which patch configuration may follow which (rules P1 to P9, F3 to F5; docs/patch-modes.md). Pure.
 *
 * <p>Checked in this order, so that the first refusal is the one that helps most:
 * <ol>
 *   <li>every word is one of the allowed ones (P8);
 *   <li>the operating system and the flags that are fixed at creation keep their value (P4);
 *   <li>the mode does not move between manual and automatic (P5);
 *   <li>the flags fit the mode (P1 to P3, P9), and so does what else is said of patching;
 *   <li>AutomaticByPlatform: the image is supported (P7), for hotpatching one that can be hotpatched;
 *   <li>a VM that opts into AutomaticByPlatform has the feature (F3, F4); one that has opted in keeps it (F5).
 * </ol>
 */
public final class PatchModeRules {
    /** The preview feature that gates automatic patching (rule F3). */
    public static final String FEATURE = "InGuestAutoPatchVMPreview";

    private static final String HOTPATCHING = "windowsConfiguration.patchSettings.enableHotpatching";
    private static final List<PatchMode> WINDOWS_MODES =
            List.of(PatchMode.MANUAL, PatchMode.AUTOMATIC_BY_OS, PatchMode.AUTOMATIC_BY_PLATFORM);
    private static final List<PatchMode> LINUX_MODES =
            List.of(PatchMode.IMAGE_DEFAULT, PatchMode.AUTOMATIC_BY_PLATFORM);

    private static final String FIXED = "It is fixed when the VM is created; leave it out, or create the VM anew.";

    private final SupportedImages images;

    public PatchModeRules(SupportedImages images) {
        this.images = images;
    }

    /**
     * @param before what holds now; empty at creation
     * @param wanted what the merged model says
     * @param featureInEffect whether {@link #FEATURE} is registered and propagated in the VM's subscription
     */
    public Ruling<PatchConfiguration> decide(
            Optional<PatchConfiguration> before, WantedPatching wanted, boolean featureInEffect) {
        String configuration = configuration(wanted.osType());
        List<PatchMode> modes = modes(wanted.osType());
        Optional<PatchMode> saidMode = wanted.patchMode().flatMap(word -> find(modes, word));
        Optional<AssessmentMode> saidAssessment =
                wanted.assessmentMode().flatMap(word -> find(List.of(AssessmentMode.values()), word));
        Optional<RebootSetting> saidReboot =
                wanted.rebootSetting().flatMap(word -> find(List.of(RebootSetting.values()), word));

        if (wanted.patchMode().isPresent() && saidMode.isEmpty()) {
            return unknown(configuration + ".patchSettings.patchMode", wanted.patchMode(), modes);
        }
        if (wanted.assessmentMode().isPresent() && saidAssessment.isEmpty()) {
            return unknown(
                    configuration + ".patchSettings.assessmentMode",
                    wanted.assessmentMode(),
                    Arrays.asList(AssessmentMode.values()));
        }
        if (wanted.rebootSetting().isPresent() && saidReboot.isEmpty()) {
            return unknown(
                    configuration + ".patchSettings.automaticByPlatformSettings.rebootSetting",
                    wanted.rebootSetting(),
                    Arrays.asList(RebootSetting.values()));
        }

        boolean updates = wanted.osType() == OsType.WINDOWS
                && wanted.enableAutomaticUpdates().orElse(true);
        PatchMode mode = saidMode.orElseGet(() -> defaultMode(wanted.osType(), updates));
        PatchConfiguration after = new PatchConfiguration(
                wanted.osType(),
                wanted.image(),
                wanted.timeZone(),
                mode,
                saidAssessment.orElse(AssessmentMode.IMAGE_DEFAULT),
                mode == PatchMode.AUTOMATIC_BY_PLATFORM
                        ? saidReboot.orElse(RebootSetting.IF_REQUIRED)
                        : RebootSetting.IF_REQUIRED,
                updates,
                wanted.provisionVmAgent().orElse(true));

        return before.flatMap(present -> forbiddenChange(present, after))
                .or(() -> misfit(after))
                .or(() -> settingsMisfit(after, wanted.saysPlatformSettings()))
                .or(() -> hotpatchingMisfit(after, wanted.enableHotpatching()))
                .or(() -> unsupported(after))
                .or(() -> notHotpatchable(after, wanted.enableHotpatching()))
                .or(() -> featureMissing(before, after, featureInEffect))
                .map(Ruling::<PatchConfiguration>refused)
                .orElseGet(() -> Ruling.granted(after));
    }

    /** The modes of an operating system, in the order that messages list them. */
    public static List<PatchMode> modes(OsType osType) {
        return osType == OsType.WINDOWS ? WINDOWS_MODES : LINUX_MODES;
    }

    private static PatchMode defaultMode(OsType osType, boolean enableAutomaticUpdates) {
        if (osType == OsType.LINUX) {
            return PatchMode.IMAGE_DEFAULT;
        }
        return enableAutomaticUpdates ? PatchMode.AUTOMATIC_BY_OS : PatchMode.MANUAL;
    }

    private static Optional<ModelRefusal> forbiddenChange(PatchConfiguration before, PatchConfiguration after) {
        String configuration = configuration(before.osType());
        if (before.osType() != after.osType()) {
            return changeNotAllowed("storageProfile.osDisk.osType", FIXED);
        }
        if (before.enableAutomaticUpdates() != after.enableAutomaticUpdates()) {
            return changeNotAllowed(configuration + ".enableAutomaticUpdates", FIXED);
        }
        if (before.provisionVmAgent() != after.provisionVmAgent()) {
            return changeNotAllowed(configuration + ".provisionVMAgent", FIXED);
        }
        if ((before.patchMode() == PatchMode.MANUAL) != (after.patchMode() == PatchMode.MANUAL)) {
            return changeNotAllowed(
                    configuration + ".patchSettings.patchMode",
                    "A VM can't move between 'Manual' and an automatic patchMode; keep '" + before.patchMode()
                            + "', or create the VM anew.");
        }
        return Optional.empty();
    }

    private static Optional<ModelRefusal> misfit(PatchConfiguration after) {
        String target = configuration(after.osType()) + ".patchSettings.patchMode";
        if (after.osType() == OsType.WINDOWS) {
            boolean needed = after.patchMode() != PatchMode.MANUAL;
            if (after.enableAutomaticUpdates() != needed) {
                return Optional.of(
                        new ModelRefusal.ModeNeedsFlag(target, after.patchMode(), "enableAutomaticUpdates", needed));
            }
        }
        if (after.patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM && !after.provisionVmAgent()) {
            return Optional.of(new ModelRefusal.ModeNeedsFlag(target, after.patchMode(), "provisionVMAgent", true));
        }
        if (after.assessmentMode() == AssessmentMode.AUTOMATIC_BY_PLATFORM && !after.provisionVmAgent()) {
            return Optional.of(new ModelRefusal.Invalid(
                    configuration(after.osType()) + ".patchSettings.assessmentMode",
                    "The assessmentMode 'AutomaticByPlatform' is invalid. For it, the property 'provisionVMAgent' must be"
                            + " set to true."));
        }
        return Optional.empty();
    }

    private static Optional<ModelRefusal> settingsMisfit(PatchConfiguration after, boolean said) {
        if (!said || after.patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM) {
            return Optional.empty();
        }
        return Optional.of(new ModelRefusal.Invalid(
                configuration(after.osType()) + ".patchSettings.automaticByPlatformSettings",
                "The property 'automaticByPlatformSettings' is invalid for patchMode '" + after.patchMode()
                        + "'. Leave it out, or use patchMode 'AutomaticByPlatform'."));
    }

    private static Optional<ModelRefusal> hotpatchingMisfit(PatchConfiguration after, Optional<Boolean> hotpatching) {
        if (!hotpatching.orElse(false)) {
            return Optional.empty();
        }
        if (after.patchMode() != PatchMode.AUTOMATIC_BY_PLATFORM) {
            return Optional.of(new ModelRefusal.Invalid(
                    HOTPATCHING,
                    "The property 'enableHotpatching' is invalid for patchMode '" + after.patchMode()
                            + "'. Set it to false, or use patchMode 'AutomaticByPlatform'."));
        }
        return Optional.empty();
    }

    private Optional<ModelRefusal> notHotpatchable(PatchConfiguration after, Optional<Boolean> hotpatching) {
        if (!hotpatching.orElse(false)
                || after.image()
                        .flatMap(images::find)
                        .filter(SupportedImages.Image::hotpatch)
                        .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new ModelRefusal.Invalid(
                HOTPATCHING,
                "Hotpatching is not supported for "
                        + after.image().map(PatchModeRules::name).orElse("custom images")
                        + ". Set enableHotpatching to false, or use an image that supports it: "
                        + images.all().stream()
                                .filter(SupportedImages.Image::hotpatch)
                                .map(SupportedImages.Image::sku)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private Optional<ModelRefusal> unsupported(PatchConfiguration after) {
        if (after.patchMode() != PatchMode.AUTOMATIC_BY_PLATFORM) {
            return Optional.empty();
        }
        boolean supported = after.image()
                .flatMap(images::find)
                .filter(image -> image.osType() == after.osType())
                .isPresent();
        return supported
                ? Optional.empty()
                : Optional.of(new ModelRefusal.ImageNotSupported(
                        configuration(after.osType()) + ".patchSettings.patchMode",
                        after.image().map(PatchModeRules::name).orElse("custom images")));
    }

    private static Optional<ModelRefusal> featureMissing(
            Optional<PatchConfiguration> before, PatchConfiguration after, boolean featureInEffect) {
        boolean optsIn = after.patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM
                && before.map(PatchConfiguration::patchMode)
                        .filter(Predicate.isEqual(PatchMode.AUTOMATIC_BY_PLATFORM))
                        .isEmpty();
        return optsIn && !featureInEffect
                ? Optional.of(new ModelRefusal.FeatureMissing(
                        FEATURE, configuration(after.osType()) + ".patchSettings.patchMode"))
                : Optional.empty();
    }

    private static Optional<ModelRefusal> changeNotAllowed(String target, String advice) {
        return Optional.of(new ModelRefusal.ChangeNotAllowed(target, advice));
    }

    private static <T> Ruling<T> unknown(String target, Optional<String> value, List<?> allowed) {
        return Ruling.refused(ModelRefusal.UnknownWord.of(target, value.orElseThrow(), allowed));
    }

    private static <E extends Enum<E>> Optional<E> find(List<E> words, String said) {
        return words.stream()
                .filter(word -> word.toString().equalsIgnoreCase(said))
                .findFirst();
    }

    private static String configuration(OsType osType) {
        return osType == OsType.WINDOWS ? "windowsConfiguration" : "linuxConfiguration";
    }

    private static String name(ImageReference image) {
        return "the image '" + image.publisher() + ":" + image.offer() + ":" + image.sku() + "'";
    }
}
