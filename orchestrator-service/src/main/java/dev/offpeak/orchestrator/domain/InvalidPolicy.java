package dev.offpeak.orchestrator.domain;

import java.util.List;
import java.util.stream.Collectors;

/** A policy that makes no sense; names every problem at once. */
public final class InvalidPolicy extends RuntimeException {
    private final transient List<Problem> problems;

    /**
     * One thing to change.
     *
     * @param target the property of the policy
     * @param message what it must be
     */
    public record Problem(String target, String message) {}

    public InvalidPolicy(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> problem.target() + " " + problem.message())
                .collect(Collectors.joining("; ", "The rollout policy can't be used: ", ".")));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
