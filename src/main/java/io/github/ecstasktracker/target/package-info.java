/** Actual state: what the load balancer's store says, behind a read port and a write port. */
@NullMarked
package io.github.ecstasktracker.target;

import org.jspecify.annotations.NullMarked;
