/** A cache of what ECS says of each task, kept current by events, lists and descriptions. */
@NullMarked
package io.github.ecstasktracker.informer;

import org.jspecify.annotations.NullMarked;
