package io.github.ecstasktracker.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The measurements that end in a table, each row with its bound. */
enum Table {
  SCALE((options, folder) -> Scale.rows(Scale.sizes(options.seed(), folder))),
  STORM((options, folder) -> Storms.measure(options.runs(), options.seed())),
  LATENCY((options, folder) -> Latency.measure(options.time(), options.seed(), folder)),
  CHURN((options, folder) -> Churn.measure(options, folder)),
  START((options, folder) -> Start.measure(options.runs(), options.seed(), folder)),
  MEMORY((options, folder) -> Memory.measure(options.seed(), folder)),
  LOAD((options, folder) -> Load.measure(options.seed(), folder)),
  READERS((options, folder) -> Readers.measure(options.time(), options.seed(), folder)),
  QUERY((options, folder) -> Queries.measure(options.time(), options.seed(), folder)),
  HOT((options, folder) -> Hot.measure(options.runs(), options.seed())),
  MICRO((options, folder) -> Micro.measure()),
  ALL(
      (options, folder) -> {
        List<Row> rows = new ArrayList<>();
        for (Table table : values()) {
          if (table != valueOf("ALL")) {
            rows.addAll(table.rows(options, folder));
          }
        }
        return rows;
      });

  private interface Measurement {
    List<Row> rows(Options options, Path folder) throws IOException, InterruptedException;
  }

  private final Measurement measurement;

  Table(Measurement measurement) {
    this.measurement = measurement;
  }

  /** By its word on the command line. */
  static Optional<Table> named(String word) {
    return Stream.of(values())
        .filter(table -> table.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  /**
   * Measures.
   *
   * @param folder for logs
   */
  List<Row> rows(Options options, Path folder) throws IOException, InterruptedException {
    return measurement.rows(options, folder);
  }
}
