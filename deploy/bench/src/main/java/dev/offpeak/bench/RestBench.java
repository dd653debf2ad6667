package dev.offpeak.bench;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** {@code bench rest}: reading and writing VMs over ARM's interface. */
final class RestBench {
    static final String BARE = "bare endpoint";
    static final String CONSTANT = "constant of the REST layer";
    static final String GET = "GET a VM";
    static final String GET_VIEW = "GET a VM with its instance view";
    static final String LIST = "GET a group's VMs (50 a page)";
    static final String PUT_SAME = "PUT a VM, nothing new";
    static final String PUT_CHANGE = "PUT a VM, another tag";
    static final String PUT_NEW = "PUT a new VM";
    static final String SELECT = "plain SELECT by key";
    static final String TRANSACTION = "plain one-row transaction";

    static final List<String> NOTES = List.of(
            "bare endpoint: GET /internal/alive, a constant 200 of the same HTTP server, for load balancers. It passes the"
                    + " server's filters (request ids, guard, metrics) and no REST layer, no api-version, no access check.",
            "constant of the REST layer: GET …/locations/westeurope/publishers, which passes all that a GET of a VM passes, up to the"
                    + " JSON writer, and reads nothing.",
            "GET, list: every answer is read from PostgreSQL; VMs are random.",
            "PUT, changing: each one is durable and begins an operation, a message and a provisioning; the time counts until all"
                    + " operations have ended and the broker has all messages.",
            "plain transaction: BEGIN; UPDATE of one row by key; COMMIT; plain SELECT: one row by key. By the services' own client"
                    + " with as many connections, on the same server and database.");

    private static final double READ_SHARE = 50;
    private static final double WRITE_SHARE = 25;

    private RestBench() {}

    static List<Target> targets(Map<String, Series> measured) {
        List<Target> targets = new ArrayList<>();
        if (measured.containsKey(GET)) {
            targets.add(Target.share(GET, measured.get(GET), measured.get(BARE), READ_SHARE));
            targets.add(Target.share(GET, measured.get(GET), measured.get(CONSTANT), READ_SHARE));
        }
        if (measured.containsKey(PUT_CHANGE)) {
            targets.add(Target.share(PUT_CHANGE, measured.get(PUT_CHANGE), measured.get(TRANSACTION), WRITE_SHARE));
        }
        return targets;
    }

    /** Which of them a figure is compared with, by name. */
    static Map<String, String> peers() {
        return Map.of(
                CONSTANT, BARE,
                GET, CONSTANT,
                GET_VIEW, CONSTANT,
                LIST, CONSTANT,
                PUT_SAME, CONSTANT,
                PUT_CHANGE, TRANSACTION,
                PUT_NEW, TRANSACTION);
    }

    static Map<String, Series> run(Testbed testbed, BenchOptions options, Consumer<String> progress) {
        List<PgConnection> database = testbed.connections(options.connections());
        try (HttpConnections http = HttpConnections.open(testbed.vertx(), testbed.service(), options.connections())) {
            Fleet fleet = new Fleet(options.vms(), options.connections());
            progress.accept("creating " + options.vms() + " VMs");
            fleet.create(testbed, http);
            testbed.query("CREATE TABLE bench_row (id integer PRIMARY KEY, value bigint NOT NULL)");
            testbed.query("INSERT INTO bench_row SELECT n, 0 FROM generate_series(1, " + options.vms() + ") n");
            testbed.query("VACUUM ANALYZE");
            return new Contest(testbed.cpu(), options.each(), options.warmUp(), options.rounds(), progress)
                    .run(loads(testbed, options, http, database, fleet).stream()
                            .filter(load -> options.wants(load.name(), peers()))
                            .toList());
        } finally {
            database.forEach(PgConnection::close);
        }
    }

    static List<Load> loads(
            Testbed testbed, BenchOptions options, HttpConnections http, List<PgConnection> database, Fleet fleet) {
        List<Load> loads = new ArrayList<>();
        loads.add(new HttpLoad(
                BARE, testbed.vertx(), http, connection -> Requests.get("/internal/alive", Fleet.BEARER), 200));
        loads.add(new HttpLoad(
                CONSTANT,
                testbed.vertx(),
                http,
                connection -> Requests.get(
                        fleet.any(connection).subscriptionPath()
                                + "/providers/Microsoft.Compute/locations/westeurope/publishers" + FleetVm.VM_VERSION,
                        Fleet.BEARER),
                200));
        loads.add(reading(GET, testbed, http, fleet, ""));
        loads.add(reading(GET_VIEW, testbed, http, fleet, "&$expand=instanceView"));
        loads.add(new HttpLoad(
                LIST,
                testbed.vertx(),
                http,
                connection -> Requests.get(
                        fleet.any(connection).groupPath() + "/providers/Microsoft.Compute/virtualMachines"
                                + FleetVm.VM_VERSION + "&$top=50",
                        Fleet.BEARER),
                200));
        loads.add(new SqlLoad(SELECT, testbed.vertx(), database, connection -> connection
                .preparedQuery("SELECT value FROM bench_row WHERE id = $1")
                .execute(Tuple.of(anyRow(options)))));
        loads.add(new SqlLoad(
                TRANSACTION, testbed.vertx(), database, connection -> transaction(connection, anyRow(options))));
        loads.add(new DrainedLoad(new HttpLoad(PUT_CHANGE, testbed.vertx(), http, fleet::putChange, 200), testbed, 1));
        loads.add(new DrainedLoad(new HttpLoad(PUT_SAME, testbed.vertx(), http, fleet::putSame, 200), testbed, 0));
        loads.add(new DrainedLoad(
                new HttpLoad(PUT_NEW, testbed.vertx(), http, connection -> fleet.putNew(), 201), testbed, 1));
        return loads;
    }

    private static Load reading(String name, Testbed testbed, HttpConnections http, Fleet fleet, String query) {
        return new HttpLoad(
                name,
                testbed.vertx(),
                http,
                connection -> Requests.get(fleet.any(connection).path() + FleetVm.VM_VERSION + query, Fleet.BEARER),
                200);
    }

    private static Future<?> transaction(PgConnection connection, int row) {
        return connection.begin().compose(transaction -> connection
                .preparedQuery("UPDATE bench_row SET value = value + 1 WHERE id = $1")
                .execute(Tuple.of(row))
                .compose(updated -> transaction.commit()));
    }

    private static int anyRow(BenchOptions options) {
        return 1 + ThreadLocalRandom.current().nextInt(options.vms());
    }
}
