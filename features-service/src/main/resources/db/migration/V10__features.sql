-- Subscriptions exist as soon as someone uses them; this is which were used.
CREATE TABLE subscription (
    id           text PRIMARY KEY CHECK (id = lower(id)),
    display_name text        NOT NULL,
    seen_at      timestamptz NOT NULL
);

-- Rules F1, F2. due is platform time: when Registering becomes Registered, or Unregistering Unregistered.
CREATE TABLE feature_registration (
    id              uuid PRIMARY KEY,
    subscription_id text        NOT NULL CHECK (subscription_id = lower(subscription_id)),
    namespace       text        NOT NULL,
    feature         text        NOT NULL,
    state           text        NOT NULL,
    version         bigint      NOT NULL,
    due             timestamptz,
    UNIQUE (subscription_id, namespace, feature),
    CHECK ((due IS NOT NULL) = (state IN ('REGISTERING', 'UNREGISTERING')))
);
CREATE INDEX feature_registration_due ON feature_registration (due) WHERE due IS NOT NULL;

-- Rule F4. The state that is shown follows from these numbers: registered (or not) only once both services have taken the last
-- propagation over.
CREATE TABLE provider_registration (
    id                       uuid PRIMARY KEY,
    subscription_id          text    NOT NULL CHECK (subscription_id = lower(subscription_id)),
    namespace                text    NOT NULL,
    wanted                   boolean NOT NULL,
    propagation              bigint  NOT NULL,
    taken_over_by_compute    bigint  NOT NULL,
    taken_over_by_assessment bigint  NOT NULL,
    UNIQUE (subscription_id, namespace)
);
