package dev.offpeak.features.api;

import dev.offpeak.arm.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The refusals of this service beside those that all have. */
sealed interface FeatureRefusal extends Refusal {

    /** 404: nobody has such a feature (rule F3). */
    record UnknownFeature(String namespace, String feature, List<String> known) implements FeatureRefusal {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String code() {
            return "FeatureNotFound";
        }

        @Override
        public String message() {
            return "The feature '" + feature + "' could not be found in namespace '" + namespace
                    + "'. Features of this platform: " + String.join(", ", known) + ".";
        }

        @Override
        public Optional<String> target() {
            return Optional.of(namespace + "/" + feature);
        }
    }

    /** 404: nobody has such a provider. */
    record UnknownNamespace(String namespace, List<String> known) implements FeatureRefusal {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String code() {
            return "InvalidResourceNamespace";
        }

        @Override
        public String message() {
            return "The resource namespace '" + namespace + "' is invalid. Namespaces of this platform: "
                    + known.stream().collect(Collectors.joining(", ")) + ".";
        }
    }

    /** 404: the platform has one tenant, and this is not it. */
    record UnknownTenant(String tenant) implements FeatureRefusal {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String code() {
            return "TenantNotFound";
        }

        @Override
        public String message() {
            return "The tenant '" + tenant + "' could not be found. GET /tenants lists the platform's one tenant.";
        }
    }

    /** 404: nobody ever asked for the feature in this subscription. */
    record NeverRegistered(String feature) implements FeatureRefusal {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String code() {
            return "ResourceNotFound";
        }

        @Override
        public String message() {
            return "The feature '" + feature
                    + "' was never registered in this subscription. Register it: PUT the same resource.";
        }

        @Override
        public Optional<String> target() {
            return Optional.of(feature);
        }
    }

    /** 409: an approval of what nobody asked for. */
    record NothingToApprove(String feature, String state) implements FeatureRefusal {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String code() {
            return "OperationNotAllowed";
        }

        @Override
        public String message() {
            return "The registration of feature '" + feature + "' is " + state
                    + " and can't be approved. Only a registration that is Pending can; register the feature first.";
        }
    }

    /** 409: it belongs to every subscription. */
    record AlwaysRegistered(String namespace) implements FeatureRefusal {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String code() {
            return "OperationNotAllowed";
        }

        @Override
        public String message() {
            return "The provider '" + namespace + "' is free of registration: it can't be unregistered.";
        }
    }
}
