package dev.offpeak.agent.command;

/**
 * What a program left.
 *
 * @param status exit status; of one that was ended, whatever the system gave it
 * @param out standard output
 * @param errors standard error
 * @param cutOff whether it was ended because its time was over
 */
public record Output(int status, String out, String errors, boolean cutOff) {
    public boolean isGood() {
        return status == 0 && !cutOff;
    }
}
