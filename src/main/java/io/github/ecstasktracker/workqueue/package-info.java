/** The queue of keys to work on: each waits once, and is in work once. */
@NullMarked
package io.github.ecstasktracker.workqueue;

import org.jspecify.annotations.NullMarked;
