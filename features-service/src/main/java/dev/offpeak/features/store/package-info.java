/** What is kept: entities for one record that a person changes, SQL for sets. */
package dev.offpeak.features.store;
