package dev.offpeak.contracts.agent;

import java.util.List;

/**
 * Answer to {@code GET /hosts/guests?after=REVISION}: descriptors changed since, oldest first.
 *
 * @param guests at most 500, by revision
 * @param revision to ask with next time
 */
public record GuestList(List<GuestDescriptor> guests, long revision) {}
