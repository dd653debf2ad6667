package dev.offpeak.assessment.store;

import dev.offpeak.assessment.domain.Outcome;

/**
 * An assessment and how it ended.
 *
 * @param assessment as it was until now
 * @param isNew whether nothing of it is stored yet: the agent began it by itself
 */
public record Ending(StoredAssessment assessment, boolean isNew, Outcome outcome) {}
