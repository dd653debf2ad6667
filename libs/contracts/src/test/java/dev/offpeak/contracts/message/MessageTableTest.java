package dev.offpeak.contracts.message;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageTableTest {
    private static final Path TABLE = Path.of("../../docs/messages.md");

    @Test
    void docsListEveryMessageAndNoOther() throws IOException {
        List<String> documented = rows().map(row -> row[1]).toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Message.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void docsNameTheSubscribersOfEachAddress() throws IOException {
        for (Address address : Address.values()) {
            String readers =
                    address.subscribers().stream().map(Object::toString).collect(joining(", "));

            assertThat(rows().filter(row -> row[2].equals(address.toString())))
                    .as("rows of %s", address)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row[3]).isEqualTo(readers));
        }
    }

    @Test
    void everySubscriberHasItsOwnQueueOnAMulticastAddress() {
        List<String> queues = Arrays.stream(Address.values())
                .flatMap(address -> address.subscribers().stream().map(address::queueOf))
                .toList();

        assertThat(queues).doesNotHaveDuplicates().contains("compute.events.orchestrator", "agent.work");
    }

    private static Stream<String[]> rows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| message") && !line.startsWith("| ---"))
                .map(line -> line.split(" *\\| *"));
    }
}
