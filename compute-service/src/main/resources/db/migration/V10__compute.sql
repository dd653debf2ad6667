-- ARM side: resource groups, availability sets, virtual machines, and what other services tell of them.
-- Keys are ARM ids in lower case (rule V2); the columns beside them keep the caller's casing.

CREATE TABLE resource_group (
    key                text PRIMARY KEY,
    subscription_id    text        NOT NULL,
    name               text        NOT NULL,
    location           text        NOT NULL,
    tags               jsonb       NOT NULL,
    provisioning_state text        NOT NULL,
    created_at         timestamptz NOT NULL
);
CREATE INDEX resource_group_by_subscription ON resource_group (subscription_id, key);
CREATE INDEX resource_group_being_deleted ON resource_group (key) WHERE provisioning_state = 'Deleting';

CREATE TABLE availability_set (
    key             text PRIMARY KEY,
    resource_id     text        NOT NULL,
    subscription_id text        NOT NULL,
    group_key       text        NOT NULL REFERENCES resource_group (key),
    name            text        NOT NULL,
    location        text        NOT NULL,
    fault_domains   integer     NOT NULL CHECK (fault_domains BETWEEN 1 AND 3),
    update_domains  integer     NOT NULL CHECK (update_domains BETWEEN 1 AND 20),
    sku             text        NOT NULL,
    tags            jsonb       NOT NULL,
    next_slot       bigint      NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL
);
CREATE INDEX availability_set_by_group ON availability_set (group_key, key);
CREATE INDEX availability_set_by_subscription ON availability_set (subscription_id, key);

CREATE TABLE virtual_machine (
    vm_id                    uuid PRIMARY KEY,
    resource_key             text        NOT NULL UNIQUE,
    resource_id              text        NOT NULL,
    subscription_id          text        NOT NULL,
    group_key                text        NOT NULL REFERENCES resource_group (key),
    resource_group           text        NOT NULL,
    name                     text        NOT NULL,
    region                   text        NOT NULL,
    zone                     text,
    availability_set_id      text REFERENCES availability_set (key),
    update_domain            integer,
    fault_domain             integer,
    os_type                  text        NOT NULL,
    image_publisher          text,
    image_offer              text,
    image_sku                text,
    image_version            text,
    time_zone                text,
    patch_mode               text        NOT NULL,
    assessment_mode          text        NOT NULL,
    reboot_setting           text        NOT NULL,
    enable_automatic_updates boolean     NOT NULL,
    provision_vm_agent       boolean     NOT NULL,
    model                    jsonb       NOT NULL,
    tags                     jsonb       NOT NULL,
    provisioning_state       text        NOT NULL,
    etag                     text        NOT NULL,
    version                  bigint      NOT NULL,
    created_at               timestamptz NOT NULL,
    changed_at               timestamptz NOT NULL,
    -- what host and agent say
    power_state              text        NOT NULL,
    desired_power            text        NOT NULL,
    agent_ready              boolean     NOT NULL DEFAULT false,
    missing_requirements     jsonb       NOT NULL DEFAULT '[]',
    agent_version            text,
    os_name                  text,
    os_version               text,
    computer_name            text,
    patch_extension_version  text,
    enabled                  boolean     NOT NULL DEFAULT false,
    health                   text        NOT NULL,
    health_observed_at       timestamptz,
    boot_id                  text,
    CHECK (zone IS NULL OR availability_set_id IS NULL),
    CHECK ((availability_set_id IS NULL) = (update_domain IS NULL))
);
CREATE INDEX virtual_machine_by_group ON virtual_machine (group_key, resource_key);
CREATE INDEX virtual_machine_by_subscription ON virtual_machine (subscription_id, resource_key);
CREATE INDEX virtual_machine_by_set ON virtual_machine (availability_set_id) WHERE availability_set_id IS NOT NULL;

-- A VM incarnation that is gone: late messages about it are recognised for ever.
CREATE TABLE vm_tombstone (
    vm_id       uuid PRIMARY KEY,
    version     bigint      NOT NULL,
    resource_id text        NOT NULL,
    deleted_at  timestamptz NOT NULL
);

-- Long-running work of the ARM side: one row per operation still under way. `kind` says which step ends it.
CREATE TABLE pending_step (
    operation_id text PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('Provision', 'Power', 'DeleteVm', 'DeleteGroup')),
    vm_id        uuid,
    group_key    text,
    then_power   text,
    due          timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((vm_id IS NULL) <> (group_key IS NULL))
);
CREATE INDEX pending_step_by_kind ON pending_step (kind, due);
CREATE INDEX pending_step_by_vm ON pending_step (vm_id) WHERE vm_id IS NOT NULL;

-- Features as last propagated (rule F4); features-service owns the registrations themselves.
CREATE TABLE propagated_features (
    subscription_id text        NOT NULL,
    namespace       text        NOT NULL,
    propagation     bigint      NOT NULL,
    features        jsonb       NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (subscription_id, namespace)
);

-- What assessment-service and orchestrator-service last said of a VM, for its instance view.
CREATE TABLE vm_assessment (
    vm_id   uuid PRIMARY KEY REFERENCES virtual_machine (vm_id) ON DELETE CASCADE,
    version bigint NOT NULL,
    summary jsonb  NOT NULL
);
CREATE TABLE vm_installation (
    vm_id   uuid PRIMARY KEY REFERENCES virtual_machine (vm_id) ON DELETE CASCADE,
    version bigint NOT NULL,
    summary jsonb  NOT NULL
);
