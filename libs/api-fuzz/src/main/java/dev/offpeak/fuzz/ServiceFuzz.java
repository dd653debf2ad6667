package dev.offpeak.fuzz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The whole fuzz of a packaged service: all its operations, raw bytes, and how it is afterwards. */
public final class ServiceFuzz {
    /** So many requests an operation is sent at least. */
    public static final int CASES = 300;

    private static final Path LOG = Path.of("target", "quarkus.log");

    private ServiceFuzz() {}

    /**
     * Everything that was not as it must be; empty when all was. Prints the seed, each failure as a command line, and the table.
     *
     * @param operations those of the OpenAPI document when empty
     */
    public static List<String> problems(ApiFuzz.Builder target, List<Operation> operations) {
        ServiceLog log = new ServiceLog(LOG);
        try (ApiFuzz fuzz = target.build()) {
            List<Operation> all = operations.isEmpty() ? fuzz.operations() : operations;
            FuzzReport report = fuzz.run(all, CASES);
            fuzz.runRaw(RawRequests.all());
            System.out.println(report.table());
            List<String> problems = new ArrayList<>(report.failures());
            log.errors().forEach(line -> problems.add("logged: " + line));
            if (all.isEmpty()) {
                problems.add("there are no operations");
            }
            return problems;
        }
    }
}
