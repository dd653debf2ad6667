package dev.offpeak.compute.agents;

import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The agent protocol's records are read and written on the agents' own listener, where a native build can't see it. */
@RegisterForReflection(
        targets = {
            AssessmentGoal.class,
            AssessmentReport.class,
            ClockReading.class,
            Enrollment.class,
            EnrollmentRequest.class,
            ExtensionGoal.class,
            ExtensionReport.class,
            GoalState.class,
            GuestDescriptor.class,
            GuestList.class,
            Heartbeat.class,
            HeartbeatReceipt.class,
            InstallationGoal.class,
            InstallationReport.class,
            PowerReport.class,
            ReportReceipt.class
        })
final class AgentProtocolReflection {
    private AgentProtocolReflection() {}
}
