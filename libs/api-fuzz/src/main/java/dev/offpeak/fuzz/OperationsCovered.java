package dev.offpeak.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a module's contract tests, run before in the same JVM, had a 2xx and a 4xx from every operation of the service's OpenAPI document.
 * To be asked by a test class that is no Quarkus test: Quarkus' class order puts those last.
 */
public final class OperationsCovered {
    private OperationsCovered() {}

    /**
     * What is missing, one line each; empty when every operation has its happy and its refused contract test.
     *
     * @param neverSucceed operations, in their printed form, that this service has nothing to answer with a 2xx
     * @throws IllegalStateException when no contract tests ran before
     */
    public static List<String> missing(String... neverSucceed) {
        if (!Files.exists(ContractCalls.CALLS) || !Files.exists(ContractCalls.OPEN_API)) {
            throw new IllegalStateException("No contract tests ran before: run all of the module's with 'mvn verify'");
        }
        try {
            List<Operation> operations = Operation.of(
                    JsonTexts.read(Files.readAllBytes(ContractCalls.OPEN_API)).orElseThrow());
            List<String> missing = new ArrayList<>(missing(operations, Files.readAllLines(ContractCalls.CALLS)));
            for (String operation : neverSucceed) {
                String excused = line(Operation.of(operation), "2");
                if (!missing.remove(excused)) {
                    missing.add("to be taken off the list of those that never succeed: " + operation);
                }
            }
            return missing;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> missing(List<Operation> operations, List<String> calls) {
        Map<Operation, Set<String>> seen = new HashMap<>();
        for (String call : calls) {
            String[] parts = call.split("\t");
            operations.stream()
                    .filter(operation -> operation.answers(parts[0], parts[1]))
                    .min(Comparator.comparing(Operation::vagueness))
                    .ifPresent(operation -> seen.computeIfAbsent(operation, each -> new HashSet<>())
                            .add(parts[2]));
        }
        List<String> missing = new ArrayList<>();
        for (Operation operation : operations) {
            for (String status : List.of("2", "4")) {
                if (!seen.getOrDefault(operation, Set.of()).contains(status)) {
                    missing.add(line(operation, status));
                }
            }
        }
        return missing;
    }

    private static String line(Operation operation, String status) {
        return operation + " had no " + status + "xx from a contract test";
    }
}
