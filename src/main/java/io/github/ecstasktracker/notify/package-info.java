/** Events on EventBridge about what was written. */
@NullMarked
package io.github.ecstasktracker.notify;

import org.jspecify.annotations.NullMarked;
