package dev.offpeak.features.store;

import dev.offpeak.features.domain.ProviderRegistration;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A provider registration's row; {@link ProviderRegistration} knows the rules. */
@Entity
@Table(name = "provider_registration")
public class ProviderRegistrationEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    public String subscriptionId;
    public String namespace;
    public boolean wanted;
    public long propagation;
    public long takenOverByCompute;
    public long takenOverByAssessment;

    ProviderRegistration registration(boolean carriesFeatures) {
        return new ProviderRegistration(
                subscriptionId,
                namespace,
                carriesFeatures,
                wanted,
                propagation,
                takenOverByCompute,
                takenOverByAssessment);
    }

    /** What others have taken over is theirs to say, and not written here. */
    void take(ProviderRegistration asked) {
        wanted = asked.wanted();
        propagation = asked.propagation();
    }
}
