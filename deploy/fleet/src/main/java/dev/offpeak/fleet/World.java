package dev.offpeak.fleet;

import dev.offpeak.time.PlatformClock;

/** What all guests of one fleet share. */
record World(
        PlatformClock clock,
        Timer timer,
        Compute compute,
        Journal journal,
        GuestStore store,
        PatchCatalog catalog,
        Behaviour behaviour) {}
