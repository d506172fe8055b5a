package io.github.ecstasktracker.directory;

import org.jspecify.annotations.Nullable;

/**
 * A task's short id as a map key, equal to any other with the same text, whatever ARN it is part
 * of.
 *
 * <p>It points into the ARN, which is stored anyway; a separate string would take four times the
 * memory.
 */
final class TaskName implements Comparable<TaskName> {
  private final String text;
  private final int from;

  private TaskName(String text, int from) {
    this.text = text;
    this.from = from;
  }

  /** The short id in a task ARN: the part after the last slash. */
  static TaskName ofArn(String arn) {
    return new TaskName(arn, arn.lastIndexOf('/') + 1);
  }

  /** The short id itself. */
  static TaskName of(String id) {
    return new TaskName(id, 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskName that
        && text.length() - from == that.text.length() - that.from
        && text.regionMatches(from, that.text, that.from, text.length() - from);
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = from; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  /** Ordering lets hash maps stay fast even if someone chooses ids with colliding hashes. */
  @Override
  public int compareTo(TaskName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return text.substring(from);
  }
}
