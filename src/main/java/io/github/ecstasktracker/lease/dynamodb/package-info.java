/** The lease in a DynamoDB table of its own. */
@NullMarked
package io.github.ecstasktracker.lease.dynamodb;

import org.jspecify.annotations.NullMarked;
