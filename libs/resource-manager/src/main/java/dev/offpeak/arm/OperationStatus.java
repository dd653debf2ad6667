package dev.offpeak.arm;

import java.util.Arrays;

/** Where an asynchronous operation stands, in ARM's words. */
public enum OperationStatus {
    IN_PROGRESS("InProgress"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    CANCELED("Canceled");

    private final String wireName;

    OperationStatus(String wireName) {
        this.wireName = wireName;
    }

    public boolean isTerminal() {
        return this != IN_PROGRESS;
    }

    static OperationStatus of(String wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Unknown operation status " + wireName));
    }

    @Override
    public String toString() {
        return wireName;
    }
}
