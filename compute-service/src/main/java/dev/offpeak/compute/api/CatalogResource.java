package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.domain.SupportedImages;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.regions.RegionCatalog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be had where: VM sizes, and the images' versions that clients look up before they create a VM. The platform keeps no
 * images; each one it is asked for has one version.
 */
@Path("/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class CatalogResource {
    private static final String VERSIONS =
            "/publishers/{publisher}/artifacttypes/vmimage/offers/{offer}/skus/{sku}/versions";
    private static final String ONLY_VERSION = "1.0.0";

    /**
     * A size; every size works (rule P9), these are the ones shown.
     *
     * @param name such as {@code Standard_DS1_v2}
     * @param cores virtual ones
     * @param memoryMebibytes in MiB
     */
    private record Size(String name, int cores, int memoryMebibytes) {}

    private static final List<Size> SIZES = List.of(
            new Size("Standard_B1s", 1, 1024),
            new Size("Standard_B2s", 2, 4096),
            new Size("Standard_DS1_v2", 1, 3584),
            new Size("Standard_DS2_v2", 2, 7168),
            new Size("Standard_D2s_v3", 2, 8192),
            new Size("Standard_D4s_v3", 4, 16384),
            new Size("Standard_D8s_v3", 8, 32768),
            new Size("Standard_E4s_v3", 4, 32768),
            new Size("Standard_F4s_v2", 4, 8192));

    private final RegionCatalog regions;
    private final SupportedImages images;

    CatalogResource(RegionCatalog regions, SupportedImages images) {
        this.regions = regions;
        this.images = images;
    }

    @GET
    @Path("/vmSizes")
    @ArmAction("Microsoft.Compute/locations/vmSizes/read")
    public Page<ObjectNode> sizes(@PathParam("location") String location) {
        region(location);
        return Page.all(SIZES.stream().map(CatalogResource::view).toList());
    }

    @GET
    @Path(VERSIONS)
    @ArmAction("Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions/read")
    public List<ObjectNode> versions(
            @PathParam("subscriptionId") String subscription,
            @PathParam("location") String location,
            @PathParam("publisher") String publisher,
            @PathParam("offer") String offer,
            @PathParam("sku") String sku) {
        return List.of(
                version(subscription, region(location), new ImageReference(publisher, offer, sku, ONLY_VERSION)));
    }

    @GET
    @Path(VERSIONS + "/{version}")
    @ArmAction("Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions/read")
    public ObjectNode version(
            @PathParam("subscriptionId") String subscription,
            @PathParam("location") String location,
            @PathParam("publisher") String publisher,
            @PathParam("offer") String offer,
            @PathParam("sku") String sku,
            @PathParam("version") String version) {
        ImageReference image = new ImageReference(publisher, offer, sku, version);
        if (!version.equals(ONLY_VERSION) && !version.equalsIgnoreCase("latest")) {
            throw new RefusedException(ArmRefusal.notFound("The image '" + publisher + ":" + offer + ":" + sku
                    + "' has no version '" + version + "'. Use '" + ONLY_VERSION + "' or 'latest'."));
        }
        ObjectNode body = version(subscription, region(location), image);
        ObjectNode properties = body.putObject("properties");
        properties.putObject("osDiskImage").put("operatingSystem", osType(image).toString());
        properties.putArray("dataDiskImages");
        properties.put("hyperVGeneration", "V1");
        return body;
    }

    private String region(String location) {
        return RegionsProducer.required(regions, Optional.of(location)).name();
    }

    private OsType osType(ImageReference image) {
        return images.find(image)
                .map(SupportedImages.Image::osType)
                .orElseGet(() ->
                        image.publisher().toLowerCase(Locale.ROOT).contains("windows") ? OsType.WINDOWS : OsType.LINUX);
    }

    private static ObjectNode version(String subscription, String region, ImageReference image) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("location", region)
                .put("name", ONLY_VERSION)
                .put(
                        "id",
                        "/subscriptions/" + subscription + "/providers/Microsoft.Compute/locations/" + region
                                + "/publishers/" + image.publisher() + "/artifacttypes/vmimage/offers/" + image.offer()
                                + "/skus/" + image.sku() + "/versions/" + ONLY_VERSION);
    }

    private static ObjectNode view(Size size) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", size.name())
                .put("numberOfCores", size.cores())
                .put("osDiskSizeInMB", 1047552)
                .put("resourceDiskSizeInMB", 2 * size.memoryMebibytes())
                .put("memoryInMB", size.memoryMebibytes())
                .put("maxDataDiskCount", 4 * size.cores());
    }
}
