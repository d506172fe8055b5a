/** Events on EventBridge about applied writes. */
@NullMarked
package io.github.ecstasktracker.notify;

import org.jspecify.annotations.NullMarked;
