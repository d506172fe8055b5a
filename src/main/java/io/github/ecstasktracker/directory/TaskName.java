package io.github.ecstasktracker.directory;

import org.jspecify.annotations.Nullable;

/**
 * A task's short name as the key of a map: equal to every other of the same text, whatever ARN it
 * is part of.
 *
 * <p>It points into the ARN, which is held anyway; a text of its own would take four times the
 * room.
 */
final class TaskName implements Comparable<TaskName> {
  private final String text;
  private final int from;

  private TaskName(String text, int from) {
    this.text = text;
    this.from = from;
  }

  /** The task's of this ARN: what stands behind its last slash. */
  static TaskName ofArn(String arn) {
    return new TaskName(arn, arn.lastIndexOf('/') + 1);
  }

  /** The name itself. */
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

  /** For maps, whose buckets stay fast where somebody chooses names of one hash. */
  @Override
  public int compareTo(TaskName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return text.substring(from);
  }
}
