package dev.offpeak.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** The processor time that each part has used so far, as the kernel counts it (/proc, in steps of 10 ms). */
final class CpuClock {
    /** Who uses the processor. */
    enum Part {
        SERVICE("service"),
        POSTGRESQL("PostgreSQL"),
        BROKER("broker"),
        GENERATOR("load generator");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    private static final Duration TICK = Duration.ofMillis(10);
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_CHILDREN_USER = 13;
    private static final int ENDED_CHILDREN_SYSTEM = 14;

    private final Path proc;
    private final long service;
    private final long postgres;
    private final long broker;
    private final long generator;

    /**
     * @param proc where the kernel tells of processes
     * @param postgres the postmaster; its children count with it
     */
    CpuClock(Path proc, long service, long postgres, long broker, long generator) {
        this.proc = proc;
        this.service = service;
        this.postgres = postgres;
        this.broker = broker;
        this.generator = generator;
    }

    Map<Part, Duration> now() {
        Map<Part, Duration> used = new EnumMap<>(Part.class);
        used.put(Part.SERVICE, alone(service));
        used.put(Part.POSTGRESQL, family(postgres));
        used.put(Part.BROKER, alone(broker));
        used.put(Part.GENERATOR, alone(generator));
        return used;
    }

    static Map<Part, Duration> between(Map<Part, Duration> before, Map<Part, Duration> after) {
        Map<Part, Duration> used = new EnumMap<>(Part.class);
        after.forEach((part, time) -> used.put(part, time.minus(before.get(part))));
        return used;
    }

    private Duration alone(long pid) {
        String[] stat = stat(proc.resolve(Long.toString(pid)));
        return TICK.multipliedBy(number(stat, USER) + number(stat, SYSTEM));
    }

    /** The process with its living children, and those that ended. */
    private Duration family(long pid) {
        String[] head = stat(proc.resolve(Long.toString(pid)));
        long ticks = number(head, USER)
                + number(head, SYSTEM)
                + number(head, ENDED_CHILDREN_USER)
                + number(head, ENDED_CHILDREN_SYSTEM);
        try (Stream<Path> processes = Files.list(proc)) {
            ticks += processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .map(CpuClock::statIfAlive)
                    .filter(stat -> stat.length > SYSTEM && number(stat, PARENT) == pid)
                    .mapToLong(stat -> number(stat, USER) + number(stat, SYSTEM))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return TICK.multipliedBy(ticks);
    }

    private static long number(String[] stat, int index) {
        return Long.parseLong(stat[index]);
    }

    private static String[] stat(Path process) {
        String[] stat = statIfAlive(process);
        if (stat.length == 0) {
            throw new BenchFailure("A process that is measured has ended: number " + process.getFileName());
        }
        return stat;
    }

    /** The fields from the state on, after the command's name, which may hold anything; empty when it has ended. */
    private static String[] statIfAlive(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
