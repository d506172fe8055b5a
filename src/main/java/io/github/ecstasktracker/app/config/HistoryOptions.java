package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.RUN;

import io.github.ecstasktracker.app.config.Option.Group;
import java.util.regex.Pattern;

/** The rows of {@link Options} for what has been. */
final class HistoryOptions {
  static final Option<String> HISTORY_TABLE =
      Option.of(
              Group.HTTP,
              "--history-table",
              Kinds.text(
                  "NAME", "a DynamoDB table's name", Pattern.compile("[A-Za-z0-9_.-]{3,255}")),
              "DynamoDB table in which tasks that ended stay answerable for 30 days; a table of its"
                  + " own. Unset: memory only, for a day. 'doctor --create' makes it.")
          .onlyFor(RUN, DOCTOR);

  private HistoryOptions() {}
}
