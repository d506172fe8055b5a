/**
 * Triggers: SNS and EventBridge messages by HTTP and SQS, proven to be authentic and reduced to the
 * tasks and services they concern.
 */
@NullMarked
package io.github.ecstasktracker.trigger;

import org.jspecify.annotations.NullMarked;
