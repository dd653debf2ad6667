package dev.offpeak.features.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A subscription that someone used. */
@Entity
@Table(name = "subscription")
public class SubscriptionEntity extends PanacheEntityBase {
    /** Lower case GUID. */
    @Id
    public String id;

    public String displayName;
    /** Platform time of the first use. */
    public Instant seenAt;
}
