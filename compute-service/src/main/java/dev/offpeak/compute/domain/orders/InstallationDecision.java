package dev.offpeak.compute.domain.orders;

/** What a guest's report on an installation does; every kind knows the receipt that the guest gets. */
public sealed interface InstallationDecision {
    /** False when the report is of an activity that is not the VM's present one. */
    boolean accepted();

    /** Whether the guest may go on. */
    boolean proceed();

    /** A sentence for the guest's log. */
    String message();

    /** The order is over or was never given: nothing changes. */
    record Late(String message) implements InstallationDecision {
        @Override
        public boolean accepted() {
            return false;
        }

        @Override
        public boolean proceed() {
            return false;
        }
    }

    /** Received before: nothing changes, and the answer is the same while time lasts. */
    record Repeated(boolean proceed) implements InstallationDecision {
        @Override
        public boolean accepted() {
            return true;
        }

        @Override
        public String message() {
            return "This report was received before.";
        }
    }

    /** Leave to start is given. */
    record Started() implements InstallationDecision {
        @Override
        public boolean accepted() {
            return true;
        }

        @Override
        public boolean proceed() {
            return true;
        }

        @Override
        public String message() {
            return "Start.";
        }
    }

    /** Leave to start is refused and the order withdrawn. */
    record LeaveRefused(Refused refused) implements InstallationDecision {
        @Override
        public boolean accepted() {
            return true;
        }

        @Override
        public boolean proceed() {
            return false;
        }

        @Override
        public String message() {
            return refused.message();
        }
    }

    /** The guest got further. */
    record Progressed(boolean proceed) implements InstallationDecision {
        @Override
        public boolean accepted() {
            return true;
        }

        @Override
        public String message() {
            return proceed ? "Go on." : "Time is up: start no new patch.";
        }
    }

    /** The guest is done; its health is watched from now on. */
    record Ended() implements InstallationDecision {
        @Override
        public boolean accepted() {
            return true;
        }

        @Override
        public boolean proceed() {
            return false;
        }

        @Override
        public String message() {
            return "The installation is over.";
        }
    }
}
