package dev.offpeak.compute.agents;

import static dev.offpeak.compute.work.AgentsDatabase.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.compute.agents.GoalPolls.Answer;
import dev.offpeak.compute.enablement.EnablementParts;
import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.health.Paces;
import dev.offpeak.compute.work.AgentsDatabase;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.rules.Rule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrontDoorTest {
    private final AgentsDatabase database = new AgentsDatabase();
    private final AgentsDatabase.Replica replica = database.replica("host-key", "the-key");
    private final EnablementSteps enablement = EnablementParts.of(database, replica);
    private final Credentials credentials = new Credentials(replica.pool, database.clock.clock(), replica.config);
    private final GoalStates goals = new GoalStates(
            replica.pool, enablement, Paces.of(replica.config, database.clock.clock()), database.clock.clock());
    private final GoalPolls polls =
            new GoalPolls(goals, replica.pool, database.vertx.getDelegate(), replica.config, new SimpleMeterRegistry());
    private final HostFeed hosts =
            new HostFeed(replica.transactions, replica.pool, database.vertx.getDelegate(), replica.config);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tokenIsUsedUpWhenItsCredentialIsUsed() {
        UUID vm = database.createVms(replica, 1).get(0);
        get(replica.pool.query("UPDATE agent SET enrolment_token = 'token'").execute());

        Enrollment lost = get(credentials.enroll(vm, request(vm, "token")));
        Enrollment kept = get(credentials.enroll(vm, request(vm, "token")));
        get(credentials.checkAgent(vm, kept.credential()));
        get(credentials.checkAgent(vm, kept.credential()));

        assertThatThrownBy(() -> get(credentials.checkAgent(vm, lost.credential())))
                .isInstanceOf(AgentRefusal.class);
        assertThatThrownBy(() -> get(credentials.enroll(vm, request(vm, "token"))))
                .isInstanceOf(AgentRefusal.class);
        assertThat(database.count(replica, "SELECT count(*) FROM agent WHERE enrolment_token IS NULL"))
                .isEqualTo(1);
        assertThat(database.count(
                        replica,
                        "SELECT count(*) FROM agent WHERE encode(credential_hash, 'escape') LIKE '%" + kept.credential()
                                + "%'"))
                .isZero();
    }

    @Test
    void credentialOpensItsOwnVmOnly() {
        List<UUID> vms = database.createVms(replica, 2);
        get(replica.pool.query("UPDATE agent SET enrolment_token = 'token'").execute());
        Enrollment first = get(credentials.enroll(vms.get(0), request(vms.get(0), "token")));

        assertThatThrownBy(() -> get(credentials.checkAgent(vms.get(1), first.credential())))
                .isInstanceOf(AgentRefusal.class);
        assertThatThrownBy(() -> get(credentials.checkAgent(UUID.randomUUID(), first.credential())))
                .isInstanceOf(AgentRefusal.class);
    }

    @Test
    void bothCredentialsHoldUntilTheNewOneIsUsed() {
        UUID vm = database.createVms(replica, 1).get(0);
        String present = enrolled(vm);

        String lost = get(credentials.rotate(vm, present)).credential();
        String kept = get(credentials.rotate(vm, present)).credential();
        get(credentials.checkAgent(vm, present));
        assertThatThrownBy(() -> get(credentials.checkAgent(vm, lost))).isInstanceOf(AgentRefusal.class);

        get(credentials.checkAgent(vm, kept));

        assertThatThrownBy(() -> get(credentials.checkAgent(vm, present))).isInstanceOf(AgentRefusal.class);
        assertThatThrownBy(() -> get(credentials.rotate(vm, present))).isInstanceOf(AgentRefusal.class);
        get(credentials.checkAgent(vm, get(credentials.rotate(vm, kept)).credential()));
    }

    @Test
    void anotherReplicaLetsTheOldCredentialGoWhenItIsTold() {
        UUID vm = database.createVms(replica, 1).get(0);
        String present = enrolled(vm);
        Credentials elsewhere = new Credentials(replica.pool, database.clock.clock(), replica.config);
        get(elsewhere.checkAgent(vm, present));
        String next = get(credentials.rotate(vm, present)).credential();
        get(credentials.checkAgent(vm, next));

        elsewhere.forget(vm);

        assertThatThrownBy(() -> get(elsewhere.checkAgent(vm, present))).isInstanceOf(AgentRefusal.class);
        get(elsewhere.checkAgent(vm, next));
    }

    @Test
    void aBelievedCredentialIsAskedForAgainAfterAMinute() {
        UUID vm = database.createVms(replica, 1).get(0);
        String present = enrolled(vm);
        get(credentials.checkAgent(vm, present));
        get(replica.pool.query("UPDATE agent SET credential_hash = NULL").execute());

        get(credentials.checkAgent(vm, present));
        database.clock.advance(Duration.ofSeconds(61));

        assertThatThrownBy(() -> get(credentials.checkAgent(vm, present))).isInstanceOf(AgentRefusal.class);
    }

    @Test
    void whoPollsWithARevokedCredentialIsTurnedAway() {
        UUID vm = database.createVms(replica, 1).get(0);
        long known = get(goals.load(List.of(vm))).get(vm).revision();
        CompletableFuture<Answer> stranger =
                polls.poll(vm, OptionalLong.of(known), Duration.ofSeconds(60)).subscribeAsCompletionStage();

        polls.refuse(vm);

        assertThat(stranger)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(AgentRefusal.class);
    }

    @Test
    void aRevocationIsHeardInEveryReplica() throws Exception {
        UUID vm = database.createVms(replica, 1).get(0);
        describe(List.of(vm));
        String present = enrolled(vm);
        AgentsDatabase.Replica other = database.replica("host-key", "the-key");
        Credentials elsewhere = new Credentials(other.pool, database.clock.clock(), other.config);
        get(elsewhere.checkAgent(vm, present));
        GoalPolls pollsElsewhere =
                new GoalPolls(goals, other.pool, database.vertx.getDelegate(), other.config, new SimpleMeterRegistry());
        Notifications heardElsewhere = new Notifications(
                database.vertx.getDelegate(),
                pollsElsewhere,
                new HostFeed(other.transactions, other.pool, database.vertx.getDelegate(), other.config),
                elsewhere,
                List.of(database.reactiveUrl()),
                Optional.of(TestServers.postgres().user()),
                Optional.of(TestServers.postgres().password()));
        heardElsewhere.onStart(null);
        // It listens once a change of the goal state reaches it.
        long first = revisionOf(vm);
        CompletableFuture<Answer> told = pollsElsewhere
                .poll(vm, OptionalLong.of(first), Duration.ofSeconds(60))
                .subscribeAsCompletionStage();
        Awaitility.await().until(() -> {
            replica.inTransaction(tx -> replica.goals.changed(tx, List.of(vm)));
            return told.isDone();
        });
        CompletableFuture<Answer> stranger = pollsElsewhere
                .poll(vm, OptionalLong.of(revisionOf(vm)), Duration.ofSeconds(60))
                .subscribeAsCompletionStage();
        GuestList before = get(hosts.changedAfter(0, Duration.ZERO));

        // Calls that are never started: the feed is read again below.
        HostCalls calls = new HostCalls(replica.pool, null);
        replica.inTransaction(tx -> new CredentialRevocation(credentials, replica.guests, calls).revoke(tx, vm));

        assertThat(stranger)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(AgentRefusal.class);
        assertThatThrownBy(() -> get(elsewhere.checkAgent(vm, present))).isInstanceOf(AgentRefusal.class);
        GuestList after = get(hosts.changedAfter(before.revision(), Duration.ZERO));
        String token = after.guests().get(0).enrollmentToken().orElseThrow();
        get(elsewhere.checkAgent(
                vm, get(credentials.enroll(vm, request(vm, token))).credential()));
        heardElsewhere.onStop(null);
    }

    private long revisionOf(UUID vm) {
        return get(goals.load(List.of(vm))).get(vm).revision();
    }

    private String enrolled(UUID vm) {
        get(replica.pool.query("UPDATE agent SET enrolment_token = 'token'").execute());
        String credential = get(credentials.enroll(vm, request(vm, "token"))).credential();
        get(credentials.checkAgent(vm, credential));
        return credential;
    }

    @Test
    void hostNeedsItsKeyAndNoKeyLetsNobodyIn() {
        credentials.checkHost("the-key");
        assertThatThrownBy(() -> credentials.checkHost("another")).isInstanceOf(AgentRefusal.class);
        Credentials keyless = new Credentials(replica.pool, database.clock.clock(), AgentsDatabase.config());
        assertThatThrownBy(() -> keyless.checkHost("")).isInstanceOf(AgentRefusal.class);
        assertThatThrownBy(() -> new Credentials(
                        replica.pool, database.clock.clock(), AgentsDatabase.config("host-key-required", "true")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("OFFPEAK_AGENTS_HOST_KEY");
    }

    @Test
    void pollIsAnsweredAtOnceWhenItKnowsNothing() {
        UUID vm = database.createVms(replica, 1).get(0);

        Answer answer = get(polls.poll(vm, OptionalLong.empty(), Duration.ofSeconds(20)));

        assertThat(answer).isInstanceOf(Answer.Changed.class);
        GoalState goal = ((Answer.Changed) answer).goal();
        assertThat(goal.nativeUpdates()).isEqualTo(NativeUpdates.LEAVE);
        assertThat(goal.extension()).isEmpty();
        assertThat(goal.heartbeatSeconds()).isEqualTo(60);
    }

    @Test
    @Rule({"E1", "E3"})
    @DisplayName("E1, E3: the goal of a step, and native updates off with it")
    void goalStateShowsTheStep() {
        UUID vm = database.createVms(replica, 1).get(0);
        get(enablement.round());

        GoalState goal = get(goals.load(List.of(vm))).get(vm);

        assertThat(goal.extension()).hasValueSatisfying(step -> {
            assertThat(step.type()).isEqualTo("Microsoft.CPlat.Core.WindowsPatchExtension");
            assertThat(step.version()).isEqualTo("1.5.62");
        });
        assertThat(goal.nativeUpdates()).isEqualTo(NativeUpdates.TURN_OFF);
    }

    @Test
    void waitingPollsAreAnsweredWhenWoken() throws Exception {
        List<UUID> vms = database.createVms(replica, 300);
        Map<UUID, GoalState> known = get(goals.load(vms));
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (UUID vm : vms) {
            answers.add(polls.poll(vm, OptionalLong.of(known.get(vm).revision()), Duration.ofSeconds(60))
                    .subscribeAsCompletionStage());
        }

        get(enablement.round());
        polls.wake(vms);

        for (CompletableFuture<Answer> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Changed.class);
        }
    }

    @Test
    void lostNotificationIsMadeUpForByTheFallback() throws Exception {
        UUID vm = database.createVms(replica, 1).get(0);
        long known = get(goals.load(List.of(vm))).get(vm).revision();
        CompletableFuture<Answer> answer =
                polls.poll(vm, OptionalLong.of(known), Duration.ofSeconds(60)).subscribeAsCompletionStage();

        get(enablement.round());
        get(polls.fallback());

        assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Changed.class);
    }

    @Test
    void pollThatKnowsThePresentRevisionAsksNobodyUntilALookFindsAnother() {
        UUID vm = database.createVms(replica, 1).get(0);
        long known = revisionOf(vm);
        get(polls.fallback());
        get(polls.poll(vm, OptionalLong.of(known), Duration.ZERO));
        get(replica.pool
                .query("UPDATE agent SET revision = revision + 1, real_revised_at = 'epoch'")
                .execute());

        assertThat(polls.isPresent(vm, OptionalLong.of(known))).isTrue();
        assertThat(get(polls.poll(vm, OptionalLong.of(known), Duration.ofMillis(50))))
                .isInstanceOf(Answer.Unchanged.class);

        get(replica.pool
                .query("UPDATE agent SET real_revised_at = clock_timestamp()")
                .execute());
        get(polls.fallback());

        assertThat(polls.isPresent(vm, OptionalLong.of(known))).isFalse();
        assertThat(get(polls.poll(vm, OptionalLong.of(known), Duration.ZERO))).isInstanceOf(Answer.Changed.class);
    }

    @Test
    void pollWithNothingNewEndsWithTheWait() {
        UUID vm = database.createVms(replica, 1).get(0);
        long known = get(goals.load(List.of(vm))).get(vm).revision();

        assertThat(get(polls.poll(vm, OptionalLong.of(known), Duration.ZERO))).isInstanceOf(Answer.Unchanged.class);
        assertThat(get(polls.poll(vm, OptionalLong.of(known), Duration.ofMillis(100))))
                .isInstanceOf(Answer.Unchanged.class);
        assertThat(get(polls.poll(UUID.randomUUID(), OptionalLong.of(1), Duration.ofSeconds(20))))
                .isInstanceOf(Answer.Gone.class);
    }

    @Test
    void hostsAreToldOfEveryGuestOnceInPages() {
        describe(database.createVms(replica, 700));

        GuestList first = get(hosts.changedAfter(0, Duration.ZERO));
        GuestList second = get(hosts.changedAfter(first.revision(), Duration.ZERO));
        GuestList third = get(hosts.changedAfter(second.revision(), Duration.ZERO));

        assertThat(first.guests()).hasSize(500);
        assertThat(second.guests()).hasSize(200);
        assertThat(third.guests()).isEmpty();
        assertThat(first.guests())
                .extracting(GuestDescriptor::revision)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void rowThatCommitsLateIsNotPassedOver() throws Exception {
        List<UUID> vms = database.createVms(replica, 2);
        describe(vms);
        GuestList both = get(hosts.changedAfter(0, Duration.ZERO));
        CompletableFuture<Void> mayCommit = new CompletableFuture<>();
        CompletableFuture<Void> written = new CompletableFuture<>();
        CompletableFuture<Void> late = replica.transactions
                .<Void>inTransaction(tx -> unlist(tx.connection(), vms.get(0))
                        .invoke(() -> written.complete(null))
                        .chain(() -> Uni.createFrom().completionStage(mayCommit)))
                .subscribeAsCompletionStage();
        written.get(20, TimeUnit.SECONDS);
        replica.inTransaction(tx -> unlist(tx.connection(), vms.get(1)));

        GuestList early = get(hosts.changedAfter(both.revision(), Duration.ZERO));
        mayCommit.complete(null);
        late.get(20, TimeUnit.SECONDS);
        GuestList rest = get(hosts.changedAfter(early.revision(), Duration.ZERO));

        assertThat(early.guests())
                .extracting(GuestDescriptor::vmId)
                .containsExactly(vms.get(1).toString());
        assertThat(rest.guests())
                .extracting(GuestDescriptor::vmId)
                .containsExactly(vms.get(0).toString());
    }

    @Test
    void waitingHostIsAnsweredWhenWoken() throws Exception {
        CompletableFuture<GuestList> answer =
                hosts.changedAfter(0, Duration.ofSeconds(60)).subscribeAsCompletionStage();
        describe(database.createVms(replica, 1));

        get(hosts.wake());

        assertThat(answer.get(20, TimeUnit.SECONDS).guests()).hasSize(1);
        assertThat(get(hosts.changedAfter(1_000_000, Duration.ofMillis(50))).guests())
                .isEmpty();
    }

    private static Uni<Void> unlist(SqlConnection connection, UUID vm) {
        return connection
                .preparedQuery("UPDATE guest SET listed = NULL WHERE vm_id = $1")
                .execute(Tuple.of(vm))
                .replaceWithVoid();
    }

    private void describe(List<UUID> vms) {
        for (UUID vm : vms) {
            GuestDescriptor descriptor = new GuestDescriptor(
                    vm.toString(),
                    "/g/" + vm,
                    vm.toString(),
                    "westeurope",
                    OsType.WINDOWS,
                    Optional.empty(),
                    Map.of("a", "b"),
                    Optional.empty(),
                    PowerState.RUNNING,
                    false,
                    0);
            get(replica.pool
                    .preparedQuery("INSERT INTO guest (vm_id, descriptor) VALUES ($1, $2)")
                    .execute(Tuple.of(vm, Columns.json(descriptor))));
        }
    }

    private static EnrollmentRequest request(UUID vm, String token) {
        return new EnrollmentRequest(vm.toString(), token, "0.1.0", "boot-1");
    }
}
