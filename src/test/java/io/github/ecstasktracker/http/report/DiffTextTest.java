package io.github.ecstasktracker.http.report;

import static io.github.ecstasktracker.http.report.Views.backend;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.View;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DiffTextTest {
  @Test
  void colours_followTheKindOfLine() {
    String text = DiffText.of(DiffReport.of(Views.of(Views.everything())), Palette.ANSI);
    assertThat(text.lines().toList())
        .anyMatch(line -> line.startsWith("\u001b[32m  + 10.0.1.5:32768"))
        .anyMatch(line -> line.startsWith("\u001b[31m  - 10.0.1.6:32768"))
        .anyMatch(line -> line.startsWith("\u001b[33m  ~ 10.0.1.7:32768"))
        .anyMatch(line -> line.startsWith("\u001b[35m  ! 10.0.1.8:32768"))
        .allMatch(line -> !line.contains("\u001b[3") || line.contains("\u001b[0m"));
  }

  @Test
  void plain_isTheSameTextWithoutColours() {
    DiffReport report = DiffReport.of(Views.of(Views.everything()));
    assertThat(DiffText.of(report, Palette.ANSI).replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(DiffText.of(report, Palette.PLAIN));
  }

  @Test
  void controlCharactersOfTheTable_doNotReachTheTerminal() {
    String evil = "\u001b[2J\r\nweb\u009b31m";
    StoredServer server = new StoredServer(evil, evil, OptionalInt.empty(), false);
    BackendView view =
        backend(
            evil,
            State.OUT_OF_SYNC,
            List.of(new ServerChange.Remove(server, new ChangeCause.TaskStopped("77aa", evil))),
            List.of());
    String text = DiffText.of(DiffReport.of(Views.of(view)), Palette.PLAIN);
    assertThat(text).doesNotContain("\u001b", "\r", "\u009b").contains(" no weight malformed");
    assertThat(text.lines()).hasSize(3);
  }

  @Test
  void nothing_saysSo() {
    assertThat(DiffText.of(DiffReport.of(View.EMPTY), Palette.PLAIN)).isEqualTo("no backends\n");
  }
}
