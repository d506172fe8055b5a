/**
 * Reports of desired and actual state derived from a view: as versioned records, JSON and text.
 * Pure; served by {@code /diff} and printed by the {@code diff} command.
 */
@NullMarked
package io.github.ecstasktracker.http.report;

import org.jspecify.annotations.NullMarked;
