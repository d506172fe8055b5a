package io.github.ecstasktracker.eventrule;

import java.util.Optional;

/**
 * One of a rule's targets.
 *
 * @param whole whether the event arrives unmodified and by the target's own policy: with a role,
 *     delivery may fail
 *     (docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html)
 */
record KnownTarget(
    String id,
    String arn,
    boolean whole,
    Optional<Integer> ageSeconds,
    Optional<Integer> attempts,
    Optional<String> deadLetterArn) {}
