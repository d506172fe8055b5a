package io.github.ecstasktracker.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredBackend;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableScanTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey TWICE = new BackendKey("twice");

  @Test
  void faults_areKept_andWhatIsWellIsNot() {
    StoredBackend.Revision revision = new StoredBackend.Revision() {};
    StoredBackend.Malformed twice = new StoredBackend.Malformed(TWICE, "other__backend", "twice");
    StoredBackend.Malformed nameless =
        new StoredBackend.Malformed(new BackendKey("x"), "x__backend", "it has no name");
    TableScan scan =
        new TableScan(
            Map.of(WEB, new StoredBackend.Present(WEB, new TreeMap<>(), revision), TWICE, twice),
            List.of(nameless),
            Map.of("front", "web"),
            List.of("stranger"));

    assertThat(scan.faults())
        .isEqualTo(
            new TableScan(Map.of(TWICE, twice), List.of(nameless), Map.of(), List.of("stranger")));
  }
}
