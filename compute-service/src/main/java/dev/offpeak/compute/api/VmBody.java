package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.model.LaterParts;
import dev.offpeak.compute.model.RequestReader;
import dev.offpeak.compute.model.StoredModel;
import dev.offpeak.compute.model.VmSchema;
import java.util.List;
import java.util.Optional;

/**
 * Body of PUT and PATCH …/virtualMachines/{vmName} as {@link RequestReader} understood it; absent parts are empty.
 *
 * @param location as the client spelt it
 * @param zones as listed
 * @param tags names with strings or, to remove one in a PATCH, null
 * @param model what a {@link StoredModel} is to be made of, without secrets
 * @param availabilitySetId as the client spelt it
 * @param apiVersion the request's
 * @see <a href="https://github.com/Azure/azure-rest-api-specs">Microsoft.Compute/ComputeRP/stable/2023-07-01/virtualMachine.json, VirtualMachine</a>
 */
record VmBody(
        Optional<String> location,
        Optional<List<String>> zones,
        Optional<ObjectNode> tags,
        ObjectNode model,
        Optional<String> availabilitySetId,
        String apiVersion) {
    static final StoredModel STORED = new StoredModel(VmSchema.builtIn());
    private static final RequestReader READER = new RequestReader(VmSchema.builtIn());
    private static final LaterParts LATER = new LaterParts(VmSchema.builtIn());

    /** @throws RefusedException when it is no object, or something in it can't be */
    static VmBody read(JsonNode body, String apiVersion) {
        if (!(body instanceof ObjectNode whole)) {
            throw new RefusedException(ArmRefusal.invalidRequestContent(
                    "The request content must be a JSON object that describes a virtual machine."));
        }
        ObjectNode understood = READER.read(whole, apiVersion);
        Fields fields = Fields.of(understood);
        ObjectNode model = STORED.of(understood);
        Identities.check(Fields.of(model));
        return new VmBody(
                fields.text("location"),
                fields.texts("zones"),
                Tags.read(fields),
                model,
                fields.object("properties").object("availabilitySet").text("id"),
                apiVersion);
    }

    /** What is to be merged into that stored model: nothing is taken away that the request's api-version can't see. */
    ObjectNode over(ObjectNode stored) {
        ObjectNode said = model.deepCopy();
        LATER.keep(stored, said, apiVersion);
        Identities.spellAsStored(stored, said);
        return said;
    }
}
