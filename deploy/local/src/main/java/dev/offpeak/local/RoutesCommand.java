package dev.offpeak.local;

import dev.offpeak.local.gateway.HttpRouteManifest;
import dev.offpeak.local.gateway.RouteTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes deploy/kubernetes/base/http-route.yaml's content. */
@Command(
        name = "routes",
        mixinStandardHelpOptions = true,
        description = "Print the cluster's HTTPRoute for deploy/routes.json.")
final class RoutesCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.print(HttpRouteManifest.render(RouteTable.builtIn()));
        return 0;
    }
}
