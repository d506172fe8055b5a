/** Leases stored in a DynamoDB table. */
@NullMarked
package io.github.ecstasktracker.lease.dynamodb;

import org.jspecify.annotations.NullMarked;
