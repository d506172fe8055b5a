/** The history in a DynamoDB table of its own. */
@NullMarked
package io.github.ecstasktracker.history.dynamodb;

import org.jspecify.annotations.NullMarked;
