package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.RUN;

import io.github.ecstasktracker.app.config.Option.Group;
import java.util.regex.Pattern;

/** The rows of {@link Options} for the task history. */
final class HistoryOptions {
  static final Option<String> HISTORY_TABLE =
      Option.of(
              Group.HTTP,
              "--history-table",
              Kinds.text(
                  "NAME", "a DynamoDB table's name", Pattern.compile("[A-Za-z0-9_.-]{3,255}")),
              "DynamoDB table that keeps stopped tasks for 30 days, so that queries still find"
                  + " them; a table of its own. Unset: in memory only, for a day. 'doctor --create'"
                  + " creates it.")
          .onlyFor(RUN, DOCTOR);

  private HistoryOptions() {}
}
