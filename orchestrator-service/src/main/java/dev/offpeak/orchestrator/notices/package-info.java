/** Notices before and after installations, to whoever subscribes (rule U5). */
package dev.offpeak.orchestrator.notices;
