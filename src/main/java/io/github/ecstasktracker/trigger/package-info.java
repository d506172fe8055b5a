/**
 * Triggers: SNS and EventBridge messages by HTTP and SQS, proven to be authentic and boiled down to
 * where to look.
 */
@NullMarked
package io.github.ecstasktracker.trigger;

import org.jspecify.annotations.NullMarked;
