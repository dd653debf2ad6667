package dev.offpeak.contracts;

/**
 * What one installation did with one patch.
 *
 * @param patch the patch as the guest's assessment named it
 * @param state where it ended, or stands now
 */
public record PatchResult(Patch patch, PatchInstallationState state) {}
