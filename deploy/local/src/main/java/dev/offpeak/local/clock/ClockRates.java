package dev.offpeak.local.clock;

/**
 * How fast platform time may run, in platform seconds per real second.
 *
 * @param idle when nothing is under way; 1 is real time
 * @param busy while something is; from 1 to idle
 */
public record ClockRates(double idle, double busy) {
    public static final ClockRates REAL = new ClockRates(1, 1);
    /** Above this, an off-peak window would pass between two looks at the services. */
    public static final double FASTEST = 50_000;

    private static final double USUAL_BUSY = 3_000;
    /** A message should not wait longer than this, in real milliseconds, or the clock outruns the machine. */
    private static final long DELAY_LIMIT_MILLIS = 300;
    /** A service that is away comes back within seconds: they must not be a night. */
    private static final double SLOWER_WHEN_BLIND = 50;

    public ClockRates {
        if (!(busy >= 1 && busy <= idle && idle <= FASTEST)) {
            throw new IllegalArgumentException("The clock's speed must be from 1 to " + (int) FASTEST
                    + ", and its busy speed from 1 to that; these were " + idle + " and " + busy + ".");
        }
    }

    /** The usual rates for a clock of that speed. */
    public static ClockRates upTo(double idle) {
        return new ClockRates(idle, Math.min(idle, USUAL_BUSY));
    }

    public boolean accelerated() {
        return idle > 1;
    }

    /**
     * The rate that fits what the services said. Unknown is never read as idle; late messages halve the busy rate, and
     * halve it again for each doubling of their age, so that the rate changes seldom.
     */
    public double fitting(WorkReading reading) {
        if (reading.silent() > 0) {
            return Math.max(1, busy / SLOWER_WHEN_BLIND);
        }
        double rate = reading.underWay() > 0 || reading.messageDelayMillis() > DELAY_LIMIT_MILLIS ? busy : idle;
        for (long age = reading.messageDelayMillis(); age > DELAY_LIMIT_MILLIS; age /= 2) {
            rate /= 2;
        }
        return Math.max(1, rate);
    }
}
