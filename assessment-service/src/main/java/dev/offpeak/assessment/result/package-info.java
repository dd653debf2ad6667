/** Results as ARM's clients read them. */
package dev.offpeak.assessment.result;
