/** Leader election: the lease, and the fence that the store checks with each write. */
@NullMarked
package io.github.ecstasktracker.lease;

import org.jspecify.annotations.NullMarked;
