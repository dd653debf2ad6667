package dev.offpeak.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a platform says once it is ready: its addresses, and three commands that work as they stand. */
final class Welcome {
    /** Any GUID is a subscription; this one is listed from the start. */
    private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";

    private Welcome() {}

    static List<String> lines(PlatformState state, Path data) {
        String curl = "  curl --cacert " + Trust.quoted(state.caFile().toString());
        String https = state.httpsUrl();
        List<String> lines = new ArrayList<>(List.of(
                "Offpeak is ready.",
                "  Azure Resource Manager   " + https,
                "  without TLS              " + state.httpUrl(),
                "  agents and hosts         " + state.agentsUrl(),
                "  CA certificate to trust  " + state.caFile()));
        Trust.in(state).forEach((client, how) -> lines.add(String.format("    for %-4s  %s", client, how)));
        lines.addAll(List.of(
                "  data and logs            " + data,
                "Try:",
                curl + " '" + https + "/subscriptions?api-version=2022-12-01'",
                curl + " -X POST -d '' '" + https + SUBSCRIPTION
                        + "/providers/Microsoft.Features/providers/Microsoft.Compute/features/InGuestAutoPatchVMPreview/register?api-version=2015-12-01'",
                curl + " -X PUT -H 'Content-Type: application/json' -d '{\"location\":\"westeurope\"}' '" + https
                        + SUBSCRIPTION + "/resourceGroups/first?api-version=2021-04-01'"));
        return lines;
    }
}
