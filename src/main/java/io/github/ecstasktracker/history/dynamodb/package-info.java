/** Task history stored in a DynamoDB table. */
@NullMarked
package io.github.ecstasktracker.history.dynamodb;

import org.jspecify.annotations.NullMarked;
