/**
 * What a view says about desired and actual, as versioned records, as JSON and as text. Pure;
 * served by {@code /diff} and printed by the {@code diff} command.
 */
@NullMarked
package io.github.ecstasktracker.http.report;

import org.jspecify.annotations.NullMarked;
