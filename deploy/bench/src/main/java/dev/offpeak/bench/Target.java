package dev.offpeak.bench;

/**
 * What was measured against what is wanted.
 *
 * @param what for people, such as {@code GET of a VM, share of the bare endpoint}
 * @param measured median
 * @param wanted in the same unit
 * @param atLeast whether more is better
 * @param unit {@code %} or {@code ms}
 */
record Target(String what, Spread measured, double wanted, boolean atLeast, String unit) {
    /** A rate as a share of another one's. */
    static Target share(String what, Series measured, Series peer, double wantedPercent) {
        return new Target(
                what + ", share of the " + peer.name(), measured.shareOf(peer).times(100), wantedPercent, true, "%");
    }

    boolean isMet() {
        return atLeast ? measured.median() >= wanted : measured.median() <= wanted;
    }
}
