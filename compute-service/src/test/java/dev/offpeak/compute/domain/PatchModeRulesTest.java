package dev.offpeak.compute.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules P1 to P9 and F3 to F5, every combination of mode, flags, image and feature. */
@Rule({"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "F3", "F4", "F5"})
class PatchModeRulesTest {
    private static final ImageReference SUPPORTED =
            new ImageReference("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", "latest");
    private static final ImageReference SUPPORTED_LINUX =
            new ImageReference("canonical", "0001-com-ubuntu-server-jammy", "22_04-lts", "latest");
    private static final ImageReference OTHER = new ImageReference("contoso", "own", "sku", "1.0");
    private static final PatchModeRules RULES = new PatchModeRules(new SupportedImages(List.of(
            new SupportedImages.Image(SUPPORTED.publisher(), SUPPORTED.offer(), SUPPORTED.sku(), OsType.WINDOWS, false),
            new SupportedImages.Image(
                    SUPPORTED_LINUX.publisher(),
                    SUPPORTED_LINUX.offer(),
                    SUPPORTED_LINUX.sku(),
                    OsType.LINUX,
                    false))));

    /** One cell of the table for new Windows VMs. */
    record Creation(
            Optional<PatchMode> mode,
            Optional<Boolean> updates,
            Optional<Boolean> agent,
            Optional<ImageReference> image,
            boolean feature) {
        boolean updatesOrDefault() {
            return updates.orElse(true);
        }

        PatchMode modeOrDefault() {
            return mode.orElse(updatesOrDefault() ? PatchMode.AUTOMATIC_BY_OS : PatchMode.MANUAL);
        }

        /** Written apart from the rules under test: the first reason to refuse, by code and last part of the target. */
        Optional<String> expectedRefusal() {
            if (modeOrDefault() == PatchMode.MANUAL && updatesOrDefault()) {
                return Optional.of("InvalidParameter");
            }
            if (modeOrDefault() != PatchMode.MANUAL && !updatesOrDefault()) {
                return Optional.of("InvalidParameter");
            }
            if (modeOrDefault() == PatchMode.AUTOMATIC_BY_PLATFORM) {
                if (!agent.orElse(true) || !image.equals(Optional.of(SUPPORTED))) {
                    return Optional.of("InvalidParameter");
                }
                return feature ? Optional.empty() : Optional.of("MissingSubscriptionRegistration");
            }
            return Optional.empty();
        }
    }

    static Stream<Creation> everyCreation() {
        List<Creation> all = new ArrayList<>();
        List<Optional<PatchMode>> modes = List.of(
                Optional.empty(),
                Optional.of(PatchMode.MANUAL),
                Optional.of(PatchMode.AUTOMATIC_BY_OS),
                Optional.of(PatchMode.AUTOMATIC_BY_PLATFORM));
        List<Optional<Boolean>> flags = List.of(Optional.empty(), Optional.of(true), Optional.of(false));
        List<Optional<ImageReference>> images = List.of(Optional.empty(), Optional.of(OTHER), Optional.of(SUPPORTED));
        for (Optional<PatchMode> mode : modes) {
            for (Optional<Boolean> updates : flags) {
                for (Optional<Boolean> agent : flags) {
                    for (Optional<ImageReference> image : images) {
                        for (boolean feature : new boolean[] {true, false}) {
                            all.add(new Creation(mode, updates, agent, image, feature));
                        }
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyCreation")
    @Rule({"P1", "P2", "P3", "P7", "P9", "F3"})
    @DisplayName("P1 to P3, P7, P9, F3: a new Windows VM gets its mode, or is refused for the first rule it breaks")
    void creationFollowsTheTable(Creation creation) {
        Ruling<PatchConfiguration> ruling = RULES.decide(
                Optional.empty(),
                new WantedPatching(
                        OsType.WINDOWS,
                        creation.image(),
                        Optional.empty(),
                        creation.mode().map(PatchMode::toString),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        creation.updates(),
                        creation.agent()),
                creation.feature());

        assertThat(code(ruling)).isEqualTo(creation.expectedRefusal());
        if (ruling instanceof Ruling.Granted<PatchConfiguration> granted) {
            assertThat(granted.value().patchMode()).isEqualTo(creation.modeOrDefault());
            assertThat(granted.value().enableAutomaticUpdates()).isEqualTo(creation.updatesOrDefault());
        }
    }

    /** One cell of the table of changes. */
    record Change(PatchMode from, PatchMode to, boolean updatesBefore, boolean updatesAfter, boolean feature) {}

    static Stream<Change> everyWindowsChange() {
        List<Change> all = new ArrayList<>();
        for (PatchMode from : PatchModeRules.modes(OsType.WINDOWS)) {
            for (PatchMode to : PatchModeRules.modes(OsType.WINDOWS)) {
                for (boolean updatesAfter : new boolean[] {true, false}) {
                    for (boolean feature : new boolean[] {true, false}) {
                        all.add(new Change(from, to, from != PatchMode.MANUAL, updatesAfter, feature));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyWindowsChange")
    @Rule({"P4", "P5", "F5"})
    @DisplayName("P4, P5, F5: what may follow what")
    void changesFollowTheTable(Change change) {
        Ruling<PatchConfiguration> ruling = RULES.decide(
                Optional.of(windows(change.from(), change.updatesBefore())),
                wanted(change.to().toString(), change.updatesAfter()),
                change.feature());

        boolean crosses = (change.from() == PatchMode.MANUAL) != (change.to() == PatchMode.MANUAL);
        boolean optsIn =
                change.from() != PatchMode.AUTOMATIC_BY_PLATFORM && change.to() == PatchMode.AUTOMATIC_BY_PLATFORM;
        if (change.updatesBefore() != change.updatesAfter()) {
            assertThat(target(ruling)).contains("windowsConfiguration.enableAutomaticUpdates");
            assertThat(code(ruling)).contains("PropertyChangeNotAllowed");
        } else if (crosses) {
            assertThat(target(ruling)).contains("windowsConfiguration.patchSettings.patchMode");
            assertThat(code(ruling)).contains("PropertyChangeNotAllowed");
        } else if (optsIn && !change.feature()) {
            assertThat(code(ruling)).contains("MissingSubscriptionRegistration");
        } else {
            assertThat(refusal(ruling)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ImageDefault,AutomaticByPlatform",
        "AutomaticByPlatform,ImageDefault",
        "ImageDefault,ImageDefault",
        "AutomaticByPlatform,AutomaticByPlatform"
    })
    @Rule("P6")
    @DisplayName("P6: a Linux VM moves freely between ImageDefault and AutomaticByPlatform")
    void linuxMovesFreely(String from, String to) {
        PatchConfiguration before = RULES.decide(Optional.empty(), linux(from), true)
                .orElseThrow(refusal -> new IllegalStateException(refusal.message()));

        Ruling<PatchConfiguration> ruling = RULES.decide(Optional.of(before), linux(to), true);

        assertThat(refusal(ruling)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AutomaticByOS", "Manual"})
    @Rule("P6")
    @DisplayName("P6: a Linux VM can't have a Windows mode")
    void linuxHasNoWindowsMode(String mode) {
        ModelRefusal refusal =
                refusal(RULES.decide(Optional.empty(), linux(mode), true)).orElseThrow();

        assertThat(refusal.target()).isEqualTo("linuxConfiguration.patchSettings.patchMode");
        assertThat(refusal.message()).contains("ImageDefault, AutomaticByPlatform");
    }

    @ParameterizedTest
    @CsvSource({
        "AutomaticByPlatfom,AutomaticByPlatform",
        "automatic_by_os,AutomaticByOS",
        "AutomaticByPlattform,AutomaticByPlatform",
        "Manuel,Manual"
    })
    @Rule("P8")
    @DisplayName("P8: a misspelt mode is refused with the allowed values and the nearest one")
    void misspeltModeNamesTheNearest(String said, String meant) {
        ModelRefusal refusal = refusal(RULES.decide(Optional.empty(), wanted(said, true), true))
                .orElseThrow();

        assertThat(refusal.code()).isEqualTo("InvalidParameter");
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message())
                .contains("Manual, AutomaticByOS, AutomaticByPlatform")
                .contains("Did you mean '" + meant + "'?");
    }

    @Test
    @Rule("P8")
    @DisplayName("P8: a word near to none gets the list only")
    void farWordGetsTheListOnly() {
        ModelRefusal refusal = refusal(RULES.decide(Optional.empty(), wanted("xyz", true), true))
                .orElseThrow();

        assertThat(refusal.message()).contains("Use one of them.").doesNotContain("Did you mean");
    }

    @Test
    @Rule("V2")
    @DisplayName("V2: words and image names compare case-insensitively")
    void casingDoesNotMatter() {
        WantedPatching wanted = new WantedPatching(
                OsType.WINDOWS,
                Optional.of(new ImageReference("microsoftwindowsserver", "WINDOWSSERVER", "2019-datacenter", "1.2.3")),
                Optional.empty(),
                Optional.of("automaticbyplatform"),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(true),
                Optional.of(true));

        Ruling<PatchConfiguration> ruling = RULES.decide(Optional.empty(), wanted, true);

        assertThat(refusal(ruling)).isEmpty();
    }

    @Test
    @Rule("F5")
    @DisplayName("F5: a VM that opted in keeps its mode when the feature is gone")
    void keepsModeWithoutFeature() {
        Ruling<PatchConfiguration> ruling = RULES.decide(
                Optional.of(windows(PatchMode.AUTOMATIC_BY_PLATFORM, true)),
                wanted("AutomaticByPlatform", true),
                false);

        assertThat(refusal(ruling)).isEmpty();
    }

    @Test
    @DisplayName("errors.json: the text Azure uses where a flag does not fit the mode")
    void azureTextOfFlagMisfit() {
        ModelRefusal refusal = refusal(RULES.decide(Optional.empty(), wanted("AutomaticByOS", false), true))
                .orElseThrow();

        assertThat(refusal.message())
                .isEqualTo("The patchMode 'AutomaticByOS' is invalid. For patchMode 'AutomaticByOS', the property"
                        + " 'enableAutomaticUpdates' must be set to true.");
        assertThat(refusal.target()).isEqualTo("windowsConfiguration.patchSettings.patchMode");
    }

    private static PatchConfiguration windows(PatchMode mode, boolean updates) {
        return new PatchConfiguration(
                OsType.WINDOWS,
                Optional.of(SUPPORTED),
                Optional.empty(),
                mode,
                AssessmentMode.IMAGE_DEFAULT,
                RebootSetting.IF_REQUIRED,
                updates,
                true);
    }

    private static WantedPatching wanted(String mode, boolean updates) {
        return new WantedPatching(
                OsType.WINDOWS,
                Optional.of(SUPPORTED),
                Optional.empty(),
                Optional.of(mode),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(updates),
                Optional.of(true));
    }

    private static WantedPatching linux(String mode) {
        return new WantedPatching(
                OsType.LINUX,
                Optional.of(SUPPORTED_LINUX),
                Optional.empty(),
                Optional.of(mode),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<ModelRefusal> refusal(Ruling<PatchConfiguration> ruling) {
        return ruling.refusal();
    }

    private static Optional<String> code(Ruling<PatchConfiguration> ruling) {
        return refusal(ruling).map(ModelRefusal::code);
    }

    private static Optional<String> target(Ruling<PatchConfiguration> ruling) {
        return refusal(ruling).map(ModelRefusal::target);
    }
}
