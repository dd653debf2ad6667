package dev.offpeak.assessment.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bounded map for all threads that forgets what was asked for longest ago. */
final class Recent {
    private Recent() {}

    /** @param most entries */
    static <K, V> Map<K, V> map(int most) {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        });
    }
}
