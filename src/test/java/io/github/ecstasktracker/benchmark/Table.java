package io.github.ecstasktracker.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The measurements that end in a table, each row with its bound. */
enum Table {
  START((options, folder) -> Start.measure(options.runs(), options.seed(), folder)),
  MEMORY((options, folder) -> Memory.measure(options.seed(), folder)),
  LOAD((options, folder) -> Load.measure(options.seed(), folder)),
  READERS((options, folder) -> Readers.measure(options.time(), options.seed(), folder));

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
