package dev.offpeak.contracts.message;

import java.util.List;

/** The broker's addresses: each subscriber owns one durable queue that all its replicas share. */
public enum Address {
    FEATURES_EVENTS("features.events", Kind.MULTICAST, Service.COMPUTE, Service.ASSESSMENT, Service.ORCHESTRATOR),
    COMPUTE_EVENTS("compute.events", Kind.MULTICAST, Service.ORCHESTRATOR, Service.ASSESSMENT, Service.FEATURES),
    AGENT_WORK("agent.work", Kind.ANYCAST, Service.COMPUTE),
    AGENT_RESULTS("agent.results", Kind.MULTICAST, Service.ASSESSMENT, Service.ORCHESTRATOR),
    /** Also read by features: a provider is registered only once assessment has taken the features over (rule F4). */
    ASSESSMENT_EVENTS("assessment.events", Kind.MULTICAST, Service.COMPUTE, Service.ORCHESTRATOR, Service.FEATURES),
    ORCHESTRATOR_EVENTS("orchestrator.events", Kind.MULTICAST, Service.COMPUTE, Service.ASSESSMENT);

    /** How the broker hands out a message: one copy per subscriber queue, or one copy in all. */
    public enum Kind {
        MULTICAST,
        ANYCAST
    }

    /** Who may own a queue. */
    public enum Service {
        FEATURES("features"),
        COMPUTE("compute"),
        ASSESSMENT("assessment"),
        ORCHESTRATOR("orchestrator");

        private final String wireName;

        Service(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String toString() {
            return wireName;
        }
    }

    /** Where messages go that nobody could take, with their reason. */
    public static final String DEAD_LETTERS = "dead-letters";

    private final String wireName;
    private final Kind kind;
    private final List<Service> subscribers;

    Address(String wireName, Kind kind, Service... subscribers) {
        this.wireName = wireName;
        this.kind = kind;
        this.subscribers = List.of(subscribers);
    }

    public Kind kind() {
        return kind;
    }

    /** Everyone who owns a queue on this address, each once. */
    public List<Service> subscribers() {
        return subscribers;
    }

    /** The queue of one subscriber, such as {@code compute.events.orchestrator}; the address itself where there is but one. */
    public String queueOf(Service subscriber) {
        if (!subscribers.contains(subscriber)) {
            throw new IllegalArgumentException(subscriber + " does not subscribe to " + wireName);
        }
        return kind == Kind.ANYCAST ? wireName : wireName + "." + subscriber;
    }

    /** The address as the broker knows it. */
    @Override
    public String toString() {
        return wireName;
    }
}
