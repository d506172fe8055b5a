package io.github.ecstasktracker.eventrule;

import java.util.Optional;

/**
 * A rule. Attributes that are not ours are written back unchanged, because PutRule replaces the
 * whole rule.
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
