package io.github.ecstasktracker.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the churn is wanted.
 *
 * @param time of each run; empty for each one's own
 * @param via the first of them is the way of the rows beside
 * @param only parts of names of runs; empty for all
 * @param record into the page, with a plot beside it
 */
record ChurnOptions(
    Optional<Duration> time, List<Via> via, List<String> only, boolean record, long seed) {
  static final String WORD = "churn";

  private static final String ONLY = "--only";
  private static final String RECORD = "--record";

  /** All words but its own are those of every benchmark. */
  static ChurnOptions parse(String... words) throws Options.Misuse {
    List<String> only = List.of();
    boolean record = false;
    Stream.Builder<String> common = Stream.builder();
    for (int i = 1; i < words.length; i++) {
      if (words[i].equals(RECORD)) {
        record = true;
      } else if (words[i].equals(ONLY)) {
        if (++i == words.length) {
          throw new Options.Misuse(ONLY + " needs a value");
        }
        only = List.of(words[i].split(";"));
      } else {
        common.add(words[i]);
      }
    }
    String[] rest = common.build().toArray(String[]::new);
    Options options = Options.parse(rest);
    boolean timed = List.of(rest).contains("--seconds");
    ChurnOptions churn =
        new ChurnOptions(
            timed ? Optional.of(options.time()) : Optional.empty(),
            options.via(),
            only,
            record,
            options.seed());
    if (churn.runs().isEmpty()) {
      throw new Options.Misuse("no run has a name with " + String.join(" or ", only));
    }
    return churn;
  }

  /** What is wanted, in order. */
  List<ChurnCase> runs() {
    return ChurnCase.all(time, via).stream()
        .filter(run -> only.isEmpty() || only.stream().anyMatch(run.name()::contains))
        .toList();
  }
}
