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
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What can be had where: VM sizes, and the images' publishers, offers, skus and versions that clients look up before they create a VM. The platform keeps no
 * images; each one it is asked for has one version.
 */
@Path("/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
@NonBlocking
public class CatalogResource {
    private static final String VERSIONS =
            "/publishers/{publisher}/artifacttypes/vmimage/offers/{offer}/skus/{sku}/versions";
    private static final String ONLY_VERSION = "1.0.0";

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
        return Page.all(VmSizes.all());
    }

    /** Publishers of images that automatic patching supports; others can be named all the same. */
    @GET
    @Path("/publishers")
    @ArmAction("Microsoft.Compute/locations/publishers/read")
    public List<ObjectNode> publishers(
            @PathParam("subscriptionId") String subscription, @PathParam("location") String location) {
        return named(subscription, region(location), "/publishers", SupportedImages.Image::publisher, image -> true);
    }

    @GET
    @Path("/publishers/{publisher}/artifacttypes/vmimage/offers")
    @ArmAction("Microsoft.Compute/locations/publishers/artifacttypes/offers/read")
    public List<ObjectNode> offers(
            @PathParam("subscriptionId") String subscription,
            @PathParam("location") String location,
            @PathParam("publisher") String publisher) {
        return required(
                named(
                        subscription,
                        region(location),
                        "/publishers/" + publisher + "/artifacttypes/vmimage/offers",
                        SupportedImages.Image::offer,
                        image -> image.publisher().equalsIgnoreCase(publisher)),
                "No publisher '" + publisher + "' is known. Use one of those that …/publishers lists.");
    }

    @GET
    @Path("/publishers/{publisher}/artifacttypes/vmimage/offers/{offer}/skus")
    @ArmAction("Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/read")
    public List<ObjectNode> skus(
            @PathParam("subscriptionId") String subscription,
            @PathParam("location") String location,
            @PathParam("publisher") String publisher,
            @PathParam("offer") String offer) {
        return required(
                named(
                        subscription,
                        region(location),
                        "/publishers/" + publisher + "/artifacttypes/vmimage/offers/" + offer + "/skus",
                        SupportedImages.Image::sku,
                        image -> image.publisher().equalsIgnoreCase(publisher)
                                && image.offer().equalsIgnoreCase(offer)),
                "Publisher '" + publisher + "' has no offer '" + offer + "'. Use one of those that …/offers lists.");
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

    /** The different names of some images, sorted, each with its id; ARM has bare arrays here. */
    private List<ObjectNode> named(
            String subscription,
            String region,
            String path,
            Function<SupportedImages.Image, String> name,
            Predicate<SupportedImages.Image> which) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        images.all().stream().filter(which).map(name).forEach(names::add);
        return names.stream()
                .map(one -> JsonNodeFactory.instance
                        .objectNode()
                        .put("location", region)
                        .put("name", one)
                        .put(
                                "id",
                                "/subscriptions/" + subscription + "/providers/Microsoft.Compute/locations/" + region
                                        + path + "/" + one))
                .toList();
    }

    private static List<ObjectNode> required(List<ObjectNode> found, String message) {
        if (found.isEmpty()) {
            throw new RefusedException(ArmRefusal.notFound(message));
        }
        return found;
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
}
