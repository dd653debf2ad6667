package dev.offpeak.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.local.Platform;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Enrols the machine that the demonstration runs on as a Linux VM in ImageDefault mode, and has the real agent assess it with
 * the real package manager. Nothing of the machine is changed: the agent only reads, and keeps its state in the platform's folder.
 */
final class OwnMachine implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration ASSESSED_WITHIN = Duration.ofSeconds(90);
    private static final Path FOLDER = Path.of("/usr/bin");

    private final Platform platform;
    private final Arm arm;
    private final Path state;
    private Optional<Process> agent = Optional.empty();

    OwnMachine(Platform platform, Arm arm) {
        this.platform = platform;
        this.arm = arm;
        this.state = platform.folder().path().resolve("own-machine");
    }

    /**
     * What came of it.
     *
     * @param line for people
     * @param criticalAndSecurity pending patches; empty when it was left out
     * @param others pending patches; empty when it was left out
     */
    record Finding(String line, Optional<Integer> criticalAndSecurity, Optional<Integer> others) {
        private static Finding leftOut(String why) {
            return new Finding("Own machine left out: " + why, Optional.empty(), Optional.empty());
        }
    }

    /** Never fails: the demonstration does not depend on what it runs on. */
    Finding assess() {
        if (!Files.isExecutable(FOLDER.resolve("apt-get")) || !Files.isExecutable(FOLDER.resolve("apt"))) {
            return Finding.leftOut("there is no apt-get on it.");
        }
        try {
            return enrolled();
        } catch (IOException | DemoFailure e) {
            return Finding.leftOut(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.leftOut("interrupted.");
        }
    }

    private Finding enrolled() throws IOException, InterruptedException {
        DemoRegion region = DemoRegion.WESTEUROPE;
        String group = Arm.group(DemoFleet.SUBSCRIPTIONS.get(0), "demo-own-machine");
        String vm = group + "/providers/Microsoft.Compute/virtualMachines/own-machine";
        arm.put(group + "?api-version=2021-04-01", VmBodies.location(region)).expect(200, 201);
        String vmId = arm.put(vm + Journey.COMPUTE_VERSION, VmBodies.ownMachine(region))
                .expect(200, 201)
                .body()
                .at("/properties/vmId")
                .asText();
        Path token = Files.createTempFile(platform.folder().path(), "own-machine", ".token");
        try {
            Files.writeString(token, tokenOf(vmId));
            Process enrolling = run(
                    "enroll",
                    "--url",
                    platform.agentsUrl().toString(),
                    "--vm-id",
                    vmId,
                    "--token-file",
                    token.toString());
            if (!enrolling.waitFor(ANSWER.toSeconds(), TimeUnit.SECONDS) || enrolling.exitValue() != 0) {
                enrolling.destroyForcibly();
                return Finding.leftOut("the agent could not enrol; see " + log() + ".");
            }
        } finally {
            Files.deleteIfExists(token);
        }
        agent = Optional.of(run("run", "--assess-only"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-own-agent"));
        awaitReady(vm);
        JsonNode result = assessed(vm);
        if (!result.path("status").asText().equals("Succeeded")) {
            return Finding.leftOut(
                    "its assessment ended " + result.path("status").asText() + ": "
                            + result.at("/error/message").asText() + " See " + log() + ".");
        }
        int urgent = result.path("criticalAndSecurityPatchCount").asInt();
        int others = result.path("otherPatchCount").asInt();
        return new Finding(
                "Own machine (ImageDefault, assessed with apt, nothing installed): " + urgent
                        + " critical and security patches pending, " + others + " others.",
                Optional.of(urgent),
                Optional.of(others));
    }

    /** Assessment-service knows by a message what compute shows: it may still say that the machine is starting. */
    private JsonNode assessed(String vm) {
        Instant giveUpAt = Instant.now().plus(ASSESSED_WITHIN);
        Arm.Answer answer = Journey.askForAssessment(arm, vm);
        while (answer.status() == 409 && Instant.now().isBefore(giveUpAt)) {
            Arm.pause(Duration.ofMillis(500));
            answer = Journey.askForAssessment(arm, vm);
        }
        return arm.follow(answer, giveUpAt).expect(200).body();
    }

    private void awaitReady(String vm) {
        Instant giveUpAt = Instant.now().plus(ANSWER);
        while (!isReady(vm)) {
            if (Instant.now().isAfter(giveUpAt)) {
                throw new DemoFailure("its agent did not become ready; see " + log() + ".");
            }
            Arm.pause(Duration.ofMillis(300));
        }
    }

    private boolean isReady(String vm) {
        JsonNode view = arm.get(vm + Journey.COMPUTE_VERSION + "&$expand=instanceView")
                .expect(200)
                .body()
                .at("/properties/instanceView");
        boolean running = false;
        for (JsonNode status : view.path("statuses")) {
            running |= status.path("code").asText().equals("PowerState/running");
        }
        return running && view.at("/vmAgent/statuses/0/displayStatus").asText().equals("Ready");
    }

    /** The one-time token, from the feed that hosts read. */
    private String tokenOf(String vmId) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        Instant giveUpAt = Instant.now().plus(ANSWER);
        long after = 0;
        while (Instant.now().isBefore(giveUpAt)) {
            URI feed = platform.agentsUrl().resolve("/hosts/guests?waitSeconds=1&after=" + after);
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(feed)
                            .timeout(ANSWER)
                            .header("Authorization", "Bearer " + platform.hostKey())
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the feed of guests answered " + answer.statusCode() + ".");
            }
            JsonNode page = Arm.JSON.readTree(answer.body());
            for (JsonNode guest : page.path("guests")) {
                if (guest.path("vmId").asText().equals(vmId)) {
                    return guest.path("enrollmentToken").asText();
                }
            }
            after = page.path("revision").asLong(after);
        }
        throw new IOException("the feed of guests did not name it.");
    }

    private Process run(String command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.offpeak.agent.AgentMain",
                command));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--state", state.toString()));
        File log = log().toFile();
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private Path log() {
        return platform.folder().log("own-machine");
    }

    /** Ends the agent. */
    @Override
    public void close() {
        agent.ifPresent(process -> {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
    }
}
