package dev.offpeak.features.store;

import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.FeatureRegistration;
import dev.offpeak.features.domain.RegistrationState;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A feature registration's row; {@link FeatureRegistration} knows the rules. */
@Entity
@Table(name = "feature_registration")
public class FeatureRegistrationEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    public String subscriptionId;
    public String namespace;
    public String feature;

    @Enumerated(EnumType.STRING)
    public RegistrationState state;

    /** Of the domain: grows with every move. Not an optimistic lock; the row is locked before it is read. */
    public long version;

    public Instant due;

    FeatureRegistration registration() {
        return new FeatureRegistration(
                subscriptionId, new FeatureName(namespace, feature), state, version, Optional.ofNullable(due));
    }

    void take(FeatureRegistration moved) {
        state = moved.state();
        version = moved.version();
        due = moved.due().orElse(null);
    }
}
