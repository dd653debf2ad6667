package dev.offpeak.clients;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import com.azure.core.util.UrlBuilder;
import com.azure.resourcemanager.compute.ComputeManager;
import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.resources.ResourceManager;
import java.net.URI;
import java.net.URL;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/**
 * The Azure SDK for Java, pointed at a platform by nothing but an environment of its own: the SDK's code, retries and poll intervals
 * are as they ship. It notes where every request of the SDK goes.
 *
 * <p>Its credential is any bearer token: access control lets everyone in in this version, and therefore listens on loopback only. The
 * SDK itself insists on a token, and sends it over https alone.
 */
final class AzureClient {
    /** Listed from the start; every other GUID is a subscription too as soon as it is used. */
    static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

    private static final String TENANT = "00000000-0000-0000-0000-00000000000a";

    private final URI gateway;
    private final AzureEnvironment environment;
    private final Queue<URL> asked = new ConcurrentLinkedQueue<>();
    private final HttpClient http;

    AzureClient(URI gateway) {
        this.gateway = gateway;
        environment = new AzureEnvironment(Map.of(
                AzureEnvironment.Endpoint.RESOURCE_MANAGER.identifier(), gateway + "/",
                AzureEnvironment.Endpoint.MANAGEMENT.identifier(), gateway + "/",
                AzureEnvironment.Endpoint.MICROSOFT_GRAPH.identifier(), gateway + "/"));
        HttpClient usual = HttpClient.createDefault();
        http = request -> {
            asked.add(request.getUrl());
            return usual.send(request);
        };
    }

    /** Without a slash at the end, such as {@code https://localhost:8443}. */
    URI gateway() {
        return gateway;
    }

    /** Where every request of the SDK went, in order. */
    Queue<URL> asked() {
        return asked;
    }

    /** Subscriptions, features, providers and resource groups. */
    ResourceManager resources(String subscription) {
        return ResourceManager.configure()
                .withHttpClient(http)
                .authenticate(anyone(), profile(subscription))
                .withSubscription(subscription);
    }

    /**
     * VMs and availability sets.
     *
     * @param policies what a program adds to the SDK's own handling of each request
     */
    ComputeManager compute(String subscription, HttpPipelinePolicy... policies) {
        ComputeManager.Configurable configurable = ComputeManager.configure().withHttpClient(http);
        for (HttpPipelinePolicy policy : policies) {
            configurable = configurable.withPolicy(policy);
        }
        return configurable.authenticate(anyone(), profile(subscription));
    }

    /** The same, an operation at a time: no fluent definition, which would want Microsoft.Network for every VM. */
    ComputeManagementClient operations(String subscription) {
        return compute(subscription).serviceClient();
    }

    /** For a program that stays with one api-version, whatever its SDK was made for. */
    static HttpPipelinePolicy pinnedTo(String apiVersion) {
        return (call, next) -> {
            UrlBuilder url = UrlBuilder.parse(call.getHttpRequest().getUrl());
            call.getHttpRequest()
                    .setUrl(url.setQueryParameter("api-version", apiVersion).toString());
            return next.process();
        };
    }

    private AzureProfile profile(String subscription) {
        return new AzureProfile(TENANT, subscription, environment);
    }

    private static TokenCredential anyone() {
        return request ->
                Mono.just(new AccessToken("anyone", OffsetDateTime.now().plusHours(1)));
    }
}
