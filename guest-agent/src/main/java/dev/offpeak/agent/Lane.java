package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import java.io.IOException;

/**
 * A thread that works off what the goal state asks for, whenever it changes. Level-triggered: work that failed on the way is looked at again,
 * from what the disk says.
 */
final class Lane {
    /** Does what there is to do; done again it finds nothing. */
    @FunctionalInterface
    interface Work {
        void workOff() throws IOException, InterruptedException, CallFailed;
    }

    /** What the agent makes of what went wrong. */
    interface Troubles {
        /** Waits before the work is tried again, or ends the agent. */
        void callFailed(CallFailed failure, Pause pause) throws IOException, InterruptedException;

        /** Ends the agent: its service starts it again, and it goes on from its disk. */
        void broken(Exception failure);
    }

    private final Goals goals;
    private final Work work;
    private final Troubles troubles;
    private final Thread thread;
    private volatile boolean busy;

    Lane(String name, Goals goals, Work work, Troubles troubles) {
        this.goals = goals;
        this.work = work;
        this.troubles = troubles;
        this.thread = new Thread(this::onAndOn, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    /** Whether it is in the middle of something. */
    boolean isBusy() {
        return busy;
    }

    private void onAndOn() {
        Pause pause = new Pause();
        long seen = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                goals.after(seen);
                long changes = goals.changes();
                busy = true;
                try {
                    work.workOff();
                    pause.succeeded();
                    seen = changes;
                } catch (CallFailed e) {
                    troubles.callFailed(e, pause);
                } finally {
                    busy = false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            // A write that was cut off because the agent ends is no trouble: what was on the disk before still is.
            if (!Thread.currentThread().isInterrupted()) {
                troubles.broken(e);
            }
        }
    }
}
