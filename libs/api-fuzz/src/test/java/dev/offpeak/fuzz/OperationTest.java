package dev.offpeak.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperationTest {
    private static final String DOCUMENT =
            """
            {"paths": {"/vms": {"get": {}, "parameters": []}, "/vms/{name}": {"put": {}, "get": {}}, "/vms/all": {"get": {}}}}""";

    @Test
    void areReadFromAnOpenApiDocument() {
        assertThat(Operation.of(JsonTexts.parse(DOCUMENT)))
                .extracting(Operation::toString)
                .containsExactlyInAnyOrder("GET /vms", "GET /vms/{name}", "PUT /vms/{name}", "GET /vms/all");
    }

    @Test
    void answerTheirPathsInAnyCasing() {
        Operation get = Operation.of("GET /vms/{name}");

        assertThat(get.answers("GET", "/VMS/a%20b")).isTrue();
        assertThat(get.answers("PUT", "/vms/a")).isFalse();
        assertThat(get.answers("GET", "/vms")).isFalse();
        assertThat(get.answers("GET", "/vms/a/b")).isFalse();
    }

    @Test
    void aCallCountsForTheOperationThatNamesMostOfItsPath() {
        List<Operation> operations = Operation.of(JsonTexts.parse(DOCUMENT));

        List<String> missing = OperationsCovered.missing(
                operations,
                List.of("GET\t/vms/all\t2", "GET\t/vms/all\t4", "GET\t/vms\t2", "GET\t/vms\t4", "PUT\t/vms/a\t2"));

        assertThat(missing)
                .containsExactlyInAnyOrder(
                        "PUT /vms/{name} had no 4xx from a contract test",
                        "GET /vms/{name} had no 2xx from a contract test",
                        "GET /vms/{name} had no 4xx from a contract test");
    }
}
