/**
 * Tasks that ended, kept beyond the life of this process and brought back when they are asked for.
 */
@NullMarked
package io.github.ecstasktracker.history;

import org.jspecify.annotations.NullMarked;
