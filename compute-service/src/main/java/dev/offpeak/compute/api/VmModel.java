package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.SupportedImages;
import dev.offpeak.compute.domain.WantedPatching;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.regions.TimeZones;
import java.util.Locale;
import java.util.Optional;

/** What the rules need to know of a VM's merged properties, and what the platform writes into them. */
final class VmModel {
    private static final String BY_PLATFORM = "automaticByPlatformSettings";

    private VmModel() {}

    /**
     * What a merged model says of patching.
     *
     * @param before what is stored; empty at creation
     * @param present what the VM boots; empty at creation
     */
    static WantedPatching wanted(
            ObjectNode merged, Optional<ObjectNode> before, Optional<OsType> present, SupportedImages images) {
        Fields said = Fields.of(merged);
        Optional<ImageReference> image = image(said.object("storageProfile").object("imageReference"));
        OsType osType = osType(said, image, present, images);
        Fields configuration = said.object("osProfile").object(configuration(osType));
        Fields settings = configuration.object("patchSettings");
        Optional<String> timeZone = configuration.text("timeZone");
        timeZone.filter(zone -> TimeZones.find(zone).isEmpty()).ifPresent(zone -> {
            throw refuse(
                    "windowsConfiguration.timeZone",
                    "The time zone '" + zone
                            + "' is unknown. Use a Windows name, such as 'W. Europe Standard Time', or an"
                            + " IANA name, such as 'Europe/Berlin'.");
        });
        return new WantedPatching(
                osType,
                image,
                timeZone,
                settings.text("patchMode"),
                settings.text("assessmentMode"),
                settings.object(BY_PLATFORM).text("rebootSetting"),
                saysPlatformSettings(settings, before, configuration(osType)),
                osType == OsType.WINDOWS ? settings.flag("enableHotpatching") : Optional.empty(),
                osType == OsType.WINDOWS ? configuration.flag("enableAutomaticUpdates") : Optional.empty(),
                configuration.flag("provisionVMAgent"));
    }

    private static boolean saysPlatformSettings(Fields settings, Optional<ObjectNode> before, String configuration) {
        ObjectNode said = settings.object(BY_PLATFORM).json();
        return !said.isEmpty()
                && before.filter(model ->
                                said.equals(model.at("/osProfile/" + configuration + "/patchSettings/" + BY_PLATFORM)))
                        .isEmpty();
    }

    /** Writes in place what the client left to the platform: the disk's name and system, and the defaults of patching. */
    static void complete(ObjectNode properties, String vmName, PatchConfiguration patching) {
        ObjectNode osDisk = properties.withObject("/storageProfile/osDisk");
        osDisk.put("osType", patching.osType().toString());
        if (!osDisk.hasNonNull("name")) {
            osDisk.put("name", vmName + "_OsDisk_1");
        }
        if (!osDisk.hasNonNull("createOption")) {
            osDisk.put("createOption", "FromImage");
        }
        if (!(properties.get("osProfile") instanceof ObjectNode osProfile)) {
            return;
        }
        if (!osProfile.hasNonNull("computerName")) {
            osProfile.put("computerName", vmName);
        }
        ObjectNode configuration = osProfile.withObject("/" + configuration(patching.osType()));
        configuration.put("provisionVMAgent", patching.provisionVmAgent());
        if (patching.osType() == OsType.WINDOWS) {
            configuration.put("enableAutomaticUpdates", patching.enableAutomaticUpdates());
        }
        ObjectNode settings = configuration.withObject("/patchSettings");
        settings.put("patchMode", patching.patchMode().toString());
        settings.put("assessmentMode", patching.assessmentMode().toString());
        if (patching.patchMode() != PatchMode.AUTOMATIC_BY_PLATFORM) {
            settings.remove(BY_PLATFORM);
        }
    }

    private static Optional<ImageReference> image(Fields said) {
        Optional<String> publisher = said.text("publisher");
        Optional<String> offer = said.text("offer");
        Optional<String> sku = said.text("sku");
        if (publisher.isEmpty() || offer.isEmpty() || sku.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ImageReference(
                publisher.get(), offer.get(), sku.get(), said.text("version").orElse("latest")));
    }

    /** What the VM boots: as it always did, else as the supported image, the configuration or the disk says; Windows when nothing says. */
    private static OsType osType(
            Fields said, Optional<ImageReference> image, Optional<OsType> present, SupportedImages images) {
        Fields osProfile = said.object("osProfile");
        Fields osDisk = said.object("storageProfile").object("osDisk");
        boolean windows = osProfile.optionalObject("windowsConfiguration").isPresent();
        boolean linux = osProfile.optionalObject("linuxConfiguration").isPresent();
        if (windows && linux) {
            throw refuse(
                    "properties.osProfile",
                    "A virtual machine has a windowsConfiguration or a linuxConfiguration, not both. Leave out the one that"
                            + " does not fit its image.");
        }
        Optional<OsType> configured =
                windows ? Optional.of(OsType.WINDOWS) : linux ? Optional.of(OsType.LINUX) : Optional.empty();
        Optional<OsType> ofDisk = osDisk.text("osType").map(VmModel::osTypeNamed);
        Optional<OsType> known = present.or(() -> image.flatMap(images::find).map(SupportedImages.Image::osType))
                .or(() -> ofDisk);
        if (known.isPresent() && configured.isPresent() && !known.equals(configured)) {
            throw refuse(
                    "properties.osProfile." + configuration(configured.get()),
                    "The virtual machine boots " + known.get() + "; its osProfile can have a "
                            + configuration(known.get()) + " only.");
        }
        if (known.isPresent() && ofDisk.isPresent() && !known.equals(ofDisk)) {
            throw refuse(
                    "properties.storageProfile.osDisk.osType",
                    "The virtual machine boots " + known.get() + "; leave out osDisk.osType.");
        }
        return known.or(() -> configured)
                .or(() -> image.map(VmModel::osTypeByPublisher))
                .orElse(OsType.WINDOWS);
    }

    /** The type's list of words is closed, so that it is one of them. */
    private static OsType osTypeNamed(String name) {
        return name.equals(OsType.LINUX.toString()) ? OsType.LINUX : OsType.WINDOWS;
    }

    private static OsType osTypeByPublisher(ImageReference image) {
        return image.publisher().toLowerCase(Locale.ROOT).contains("windows") ? OsType.WINDOWS : OsType.LINUX;
    }

    private static String configuration(OsType osType) {
        return osType == OsType.WINDOWS ? "windowsConfiguration" : "linuxConfiguration";
    }

    private static RefusedException refuse(String target, String message) {
        return new RefusedException(ArmRefusal.invalidParameter(target, message));
    }
}
