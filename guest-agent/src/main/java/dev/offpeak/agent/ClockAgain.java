package dev.offpeak.agent;

/** Reads the platform's clock again, whose rate may have changed during long work; without an answer the last reading stays. */
@FunctionalInterface
interface ClockAgain {
    void read() throws InterruptedException;
}
