package dev.offpeak.compute.domain;

import dev.offpeak.contracts.PatchMode;
import java.util.Collection;
import java.util.List;

/** Why a VM's model is not accepted; each knows ARM's code, the property to change, and says what to do. */
public sealed interface ModelRefusal {
    /** HTTP status. */
    int status();

    /** ARM error code. */
    String code();

    /** The property at fault, such as {@code windowsConfiguration.patchSettings.patchMode}. */
    String target();

    /** A sentence or two that say what is wrong and what to do. */
    String message();

    /** A property that is fixed at creation would change (rules P4, P5; placement). */
    record ChangeNotAllowed(String target, String advice) implements ModelRefusal {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String code() {
            return "PropertyChangeNotAllowed";
        }

        @Override
        public String message() {
            return "Changing property '" + target + "' is not allowed." + (advice.isEmpty() ? "" : " " + advice);
        }
    }

    /** A word that is none of the allowed ones (rule P8). */
    record UnknownWord(String target, String value, List<String> allowed) implements ModelRefusal {
        public UnknownWord {
            allowed = List.copyOf(allowed);
        }

        static UnknownWord of(String target, String value, Collection<?> allowed) {
            return new UnknownWord(
                    target, value, allowed.stream().map(String::valueOf).toList());
        }

        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidParameter";
        }

        @Override
        public String message() {
            String name = target.substring(target.lastIndexOf('.') + 1);
            return "The value '" + value + "' of parameter '" + name + "' is invalid. Allowed values are: "
                    + String.join(", ", allowed) + ". "
                    + NearestWord.of(value, allowed)
                            .map(word -> "Did you mean '" + word + "'?")
                            .orElse("Use one of them.");
        }
    }

    /** A mode whose conditions another flag does not meet (rules P1 to P3). */
    record ModeNeedsFlag(String target, PatchMode mode, String flag, boolean needed) implements ModelRefusal {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidParameter";
        }

        @Override
        public String message() {
            return "The patchMode '" + mode + "' is invalid. For patchMode '" + mode + "', the property '" + flag
                    + "' must be set to " + needed + ".";
        }
    }

    /** An image that AutomaticByPlatform does not support (rule P7). */
    record ImageNotSupported(String target, String image) implements ModelRefusal {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidParameter";
        }

        @Override
        public String message() {
            return "The patchMode 'AutomaticByPlatform' is not supported for " + image
                    + ". Use an image of the list of supported ones (exact publisher, offer and sku), or another patchMode.";
        }
    }

    /** The preview feature has not taken effect in the subscription (rules F3, F4). */
    record FeatureMissing(String feature, String target) implements ModelRefusal {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String code() {
            return "MissingSubscriptionRegistration";
        }

        @Override
        public String message() {
            return "Subscription is not registered. The feature 'Microsoft.Compute/" + feature
                    + "' must be registered, and then propagated by registering the provider 'Microsoft.Compute' again.";
        }
    }

    /** Any other value that can't be. */
    record Invalid(String target, String message) implements ModelRefusal {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "InvalidParameter";
        }
    }

    /** A VM without a place (rule P10). */
    record LocationMissing() implements ModelRefusal {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String code() {
            return "LocationRequired";
        }

        @Override
        public String target() {
            return "location";
        }

        @Override
        public String message() {
            return "The location property is required for this definition. Give the name of a region, such as 'westeurope'.";
        }
    }
}
