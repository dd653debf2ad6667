package dev.offpeak.arm;

import io.smallrye.config.ConfigMapping;

/** How many requests one replica of a service answers (rule V5). The defaults stand in this library's configuration. */
@ConfigMapping(prefix = "offpeak.rate-limits")
public interface RateLimitSettings {
    /** False: nobody is limited, and no answer says what remains. */
    boolean enabled();

    /** GET and HEAD, of one principal in one subscription. */
    Limit reads();

    /** PUT, PATCH and POST, likewise. */
    Limit writes();

    /** DELETE, likewise. */
    Limit deletes();

    /** A subscription's limit for all principals together is so many times a principal's, as on Azure. */
    int subscriptionFactor();

    /** So many principals and subscriptions are told apart at most, for each of the three kinds; more share one bucket. */
    int mostCallers();

    /** A token bucket's size. */
    interface Limit {
        /** How many at once. */
        long burst();

        /** How many a second in the long run. */
        long perSecond();
    }
}
