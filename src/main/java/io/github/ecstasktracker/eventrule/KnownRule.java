package io.github.ecstasktracker.eventrule;

import java.util.Optional;

/**
 * A rule. What is not ours of it is written back as it was: PutRule replaces all.
 *
 * @param managedBy the AWS service that owns it
 */
record KnownRule(
    Optional<String> pattern,
    boolean enabled,
    Optional<String> description,
    Optional<String> roleArn,
    Optional<String> schedule,
    Optional<String> managedBy) {}
