package io.github.ecstasktracker.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the benchmark is wanted.
 *
 * @param time of each run, without its warm-up
 * @param table the measurement that ends in a table; empty where another one is wanted
 * @param runs how often what is compared is run
 * @param failovers of each kind; none where trigger to write is to be measured
 * @param svg the file that the plot is written to
 */
record Options(
    Duration time,
    List<Via> via,
    long seed,
    Optional<Table> table,
    int runs,
    OptionalInt failovers,
    Optional<Path> svg,
    boolean help) {
  static final String USAGE =
      """
      Usage: ecs-task-tracker benchmark [OPTIONS]
             ecs-task-tracker benchmark failover [--runs N] [--seed N]
             ecs-task-tracker benchmark start [--runs N] [--seed N]
             ecs-task-tracker benchmark memory|load|readers|query|scale|latency [--seconds N] [--seed N]
             ecs-task-tracker benchmark churn [--seconds N] [--via sqs|event] [--only TEXT] [--record] [--seed N]
             ecs-task-tracker benchmark storm|hot [--runs N] [--seed N]
             ecs-task-tracker benchmark micro
             ecs-task-tracker benchmark all [--runs N] [--seconds N] [--seed N] [--svg FILE]
      Measures the time from a trigger to the write that it leads to; or how long nobody leads when
      a leader stops, and when it is killed; or what docs/performance.md says of the other words.
      Needs no AWS account. Ends with 1 where a bound is missed.

        --seconds N      of each run, from 1 to 3600 (60; churn: 120, and 300 at 1/s and 6/s)
        --via sqs|event  how triggers reach the controller (both, one after the other)
        --runs N         failovers or starts of each kind, from 1 to 100 (10)
        --svg FILE       writes the plot of time to converge and of calls against cluster size
        --only TEXT      churn: runs whose name has it; several by semicolons ("1/s;6/s, SQS")
        --record         churn: puts table and plot into docs/performance.md and docs/churn.svg
        --seed N         which tasks die (1)\
      """;

  private static final int LONGEST = 3_600;
  private static final int MOST_RUNS = 100;

  /** The words are not options. */
  static final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
      super(message);
    }
  }

  static Options parse(String... words) throws Misuse {
    long seconds = 60;
    long seed = 1;
    List<Via> via = List.of(Via.values());
    boolean help = false;
    boolean failover = words.length > 0 && words[0].equals("failover");
    Optional<Table> table = words.length > 0 ? Table.named(words[0]) : Optional.empty();
    long runs = 10;
    Optional<Path> svg = Optional.empty();
    for (int i = failover || table.isPresent() ? 1 : 0; i < words.length; i++) {
      switch (words[i]) {
        case "--seconds" -> seconds = number(words, ++i);
        case "--runs" -> runs = number(words, ++i);
        case "--seed" -> seed = number(words, ++i);
        case "--svg" -> svg = Optional.of(Path.of(value(words, ++i)));
        case "--via" -> via = List.of(via(words, ++i));
        case "--help", "-h" -> help = true;
        default -> throw new Misuse("no such option: " + words[i]);
      }
    }
    if (seconds < 1 || seconds > LONGEST) {
      throw new Misuse("--seconds must be from 1 to " + LONGEST);
    }
    if (runs < 1 || runs > MOST_RUNS) {
      throw new Misuse("--runs must be from 1 to " + MOST_RUNS);
    }
    return new Options(
        Duration.ofSeconds(seconds),
        via,
        seed,
        table,
        Math.toIntExact(runs),
        failover ? OptionalInt.of(Math.toIntExact(runs)) : OptionalInt.empty(),
        svg,
        help);
  }

  private static long number(String[] words, int at) throws Misuse {
    try {
      return Long.parseLong(value(words, at));
    } catch (NumberFormatException e) {
      throw new Misuse(words[at - 1] + " must be a whole number, not " + words[at]);
    }
  }

  private static Via via(String[] words, int at) throws Misuse {
    String word = value(words, at);
    for (Via via : Via.values()) {
      if (via.name().toLowerCase(Locale.ROOT).equals(word)) {
        return via;
      }
    }
    throw new Misuse("--via must be sqs or event, not " + word);
  }

  private static String value(String[] words, int at) throws Misuse {
    if (at == words.length) {
      throw new Misuse(words[at - 1] + " needs a value");
    }
    return words[at];
  }
}
