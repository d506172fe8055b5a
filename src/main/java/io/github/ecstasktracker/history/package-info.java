/** History of stopped tasks, stored beyond the life of this process and loaded on demand. */
@NullMarked
package io.github.ecstasktracker.history;

import org.jspecify.annotations.NullMarked;
