package dev.offpeak.local.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.embedded.AmqpBroker;
import dev.offpeak.local.gateway.Backend;
import dev.offpeak.local.gateway.HttpRouteManifest;
import dev.offpeak.local.gateway.RouteTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests of deploy/kubernetes hold together; no cluster is needed, and none is asked. */
class ManifestTest {
    private static final Path FOLDER = Path.of("../kubernetes").toAbsolutePath().normalize();
    private static final Path BASE = FOLDER.resolve("base");

    @Test
    void routesAreThoseOfTheLocalGateway() throws IOException {
        assertThat(BASE.resolve("http-route.yaml"))
                .as("write it anew with: ./offpeak routes > deploy/kubernetes/base/http-route.yaml")
                .hasContent(HttpRouteManifest.render(RouteTable.builtIn()));
    }

    @Test
    void aRouteHasNoMoreRulesAndMatchesThanAnApiServerTakes() {
        List<Node> rules = only("HTTPRoute").at("spec").list("rules");

        assertThat(rules).hasSizeLessThanOrEqualTo(16);
        assertThat(rules).allSatisfy(rule -> assertThat(rule.list("matches")).hasSizeBetween(1, 64));
    }

    @Test
    void everyRouteLeadsToAPortOfAService() {
        List<String> offered = ofKind("Service").stream()
                .flatMap(service ->
                        service.at("spec").list("ports").stream().map(port -> service.name() + ":" + port.get("port")))
                .toList();

        for (Node rule : only("HTTPRoute").at("spec").list("rules")) {
            for (Node backend : rule.list("backendRefs")) {
                assertThat(offered).contains(backend.get("name") + ":" + backend.get("port"));
            }
        }
        assertThat(offered)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Backend.values())
                        .map(backend -> backend + ":80")
                        .toList());
    }

    @Test
    void everyServiceLeadsToAPortOfItsPods() {
        for (Node service : ofKind("Service")) {
            Node pods = deployment(service.at("spec").at("selector").get("app.kubernetes.io/name"));
            List<String> ports = container(pods).list("ports").stream()
                    .map(port -> port.get("name"))
                    .toList();
            assertThat(service.at("spec").list("ports"))
                    .allSatisfy(port -> assertThat(ports).contains(port.get("targetPort")));
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void eachServiceIsProbedBoundedAndRunInSeveralReplicas(Service service) {
        Node deployment = deployment(service.toString());
        Node container = container(deployment);

        assertThat(Integer.parseInt(deployment.at("spec").get("replicas"))).isGreaterThanOrEqualTo(2);
        assertThat(path(container, "startupProbe")).isEqualTo("/q/health/started");
        assertThat(path(container, "readinessProbe")).isEqualTo("/q/health/ready");
        assertThat(path(container, "livenessProbe")).isEqualTo("/q/health/live");
        assertThat(container.at("resources").at("requests").keys()).contains("cpu", "memory");
        assertThat(container.at("resources").at("limits").keys()).contains("memory");
        assertThat(container.at("securityContext").get("readOnlyRootFilesystem"))
                .isEqualTo("true");
        assertThat(container.get("image")).isEqualTo("offpeak/" + service + "-service");
        assertThat(named("PodDisruptionBudget", service.toString())
                        .at("spec")
                        .at("selector")
                        .at("matchLabels")
                        .get("app.kubernetes.io/name"))
                .isEqualTo(service.toString());
    }

    /** Shutting down: requests under way are finished, and the kubelet does not cut that short. */
    @ParameterizedTest
    @EnumSource(Service.class)
    void aReplicaHasTheTimeItNeedsToEnd(Service service) {
        Node pod = deployment(service.toString()).at("spec").at("template").at("spec");
        Duration grace = Duration.ofSeconds(Long.parseLong(pod.get("terminationGracePeriodSeconds")));
        Duration pause = Duration.ofSeconds(Long.parseLong(pod.list("containers")
                .get(0)
                .at("lifecycle")
                .at("preStop")
                .at("sleep")
                .get("seconds")));
        Duration shutdown = Duration.parse("PT" + only("ConfigMap").at("data").get("QUARKUS_SHUTDOWN_TIMEOUT"));

        assertThat(grace).isGreaterThan(pause.plus(shutdown));
    }

    @Test
    void nothingSecretIsWrittenDown() {
        assertThat(ofKind("Secret")).isEmpty();
        assertThat(only("ConfigMap").at("data").keys())
                .noneMatch(key -> key.contains("PASSWORD") || key.endsWith("_KEY") || key.contains("USERNAME"));
        for (Service service : Service.values()) {
            for (Node variable : container(deployment(service.toString())).list("env")) {
                if (variable.get("name").matches(".*(PASSWORD|USERNAME|_KEY|_URL)")) {
                    assertThat(variable.keys()).containsExactlyInAnyOrder("name", "valueFrom");
                }
            }
        }
    }

    @Test
    void kustomizationsNameEveryFileAndEveryImage() throws IOException {
        Node base = new Node(documents(BASE.resolve("kustomization.yaml")).get(0));
        try (Stream<Path> files = Files.list(BASE)) {
            assertThat(base.strings("resources"))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> !name.equals("kustomization.yaml"))
                                    .toList());
        }
        Node overlay = new Node(
                documents(FOLDER.resolve("overlays/native/kustomization.yaml")).get(0));
        for (Node kustomization : List.of(base, overlay)) {
            assertThat(kustomization.list("images").stream()
                            .map(image -> image.get("name"))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Service.values())
                            .map(service -> "offpeak/" + service + "-service")
                            .toList());
        }
        assertThat(overlay.strings("resources")).containsExactly("../../base");
    }

    @Test
    void theReadmeListsEveryQueueThatTheBrokerMustHave() throws IOException {
        String readme = Files.readString(FOLDER.resolve("README.md"));

        assertThat(AmqpBroker.queues()).allSatisfy(queue -> assertThat(readme).contains("`" + queue + "`"));
    }

    private static String path(Node container, String probe) {
        return container.at(probe).at("httpGet").get("path");
    }

    private static Node container(Node deployment) {
        return deployment
                .at("spec")
                .at("template")
                .at("spec")
                .list("containers")
                .get(0);
    }

    private static Node deployment(String name) {
        return named("Deployment", name);
    }

    private static Node named(String kind, String name) {
        return ofKind(kind).stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + kind + " is called " + name));
    }

    private static Node only(String kind) {
        List<Node> nodes = ofKind(kind);
        assertThat(nodes).as(kind).hasSize(1);
        return nodes.get(0);
    }

    private static List<Node> ofKind(String kind) {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .flatMap(file -> documents(file).stream())
                    .map(Node::new)
                    .filter(node -> node.get("kind").equals(kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Object> documents(Path file) {
        try {
            List<Object> documents = new ArrayList<>();
            new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(Files.readString(file))
                    .forEach(documents::add);
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One mapping of a YAML document. */
    private record Node(Object value) {
        private Map<?, ?> map() {
            assertThat(value).isInstanceOf(Map.class);
            return (Map<?, ?>) value;
        }

        Node at(String key) {
            assertThat(map().get(key)).as(key).isNotNull();
            return new Node(map().get(key));
        }

        String get(String key) {
            return at(key).value().toString();
        }

        List<Node> list(String key) {
            return ((List<?>) at(key).value()).stream().<Node>map(Node::new).toList();
        }

        List<String> strings(String key) {
            return ((List<?>) at(key).value()).stream().map(Object::toString).toList();
        }

        List<String> keys() {
            return map().keySet().stream().map(Object::toString).toList();
        }

        String name() {
            return at("metadata").get("name");
        }
    }
}
