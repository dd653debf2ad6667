package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a region offers: sizes, and versions of images. */
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class CatalogIT {
    private final String locations =
            "/subscriptions/" + Arm.newSubscription() + "/providers/Microsoft.Compute/locations/";

    @Test
    @Rule("P7")
    @DisplayName("P7: an image has one version, which 'latest' is too; another one is not there")
    void versionsOfAnImage() {
        String versions = locations
                + "westeurope/publishers/MicrosoftWindowsServer/artifacttypes/vmimage/offers/WindowsServer/skus/2019-Datacenter/versions";

        String only = at(LATER_VERSION)
                .get(versions)
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].id", containsString("/skus/2019-Datacenter/versions/"))
                .extract()
                .path("[0].name");

        for (String version : new String[] {only, "latest"}) {
            at(LATER_VERSION)
                    .get(versions + "/" + version)
                    .then()
                    .statusCode(200)
                    .body("name", equalTo(only))
                    .body("properties.osDiskImage.operatingSystem", equalTo("Windows"));
        }
        at(LATER_VERSION)
                .get(versions + "/0.0.1")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"))
                .body("error.message", containsString(only));
        at(LATER_VERSION)
                .get(versions.replace("westeurope", "atlantis"))
                .then()
                .statusCode(400)
                .body("error.message", containsString("atlantis"));
    }

    @Test
    void sizesOfARegion() {
        at(LATER_VERSION)
                .get(locations + "westeurope/vmSizes")
                .then()
                .statusCode(200)
                .body("value.name", hasItem("Standard_DS1_v2"));
        at(LATER_VERSION)
                .get(locations + "atlantis/vmSizes")
                .then()
                .statusCode(400)
                .body("error.message", containsString("atlantis"));
    }
}
