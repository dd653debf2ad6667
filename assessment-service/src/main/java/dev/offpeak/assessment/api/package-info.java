/** The REST edge: assessPatches and its results. */
package dev.offpeak.assessment.api;
