package io.github.ecstasktracker.http.report;

import static io.github.ecstasktracker.http.report.Views.backend;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffReportTest {
  private static final Path SCHEMA_PAGE = Path.of("docs/diff-schema.md");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  @Test
  void fields_areTheDocumentedOnes() throws IOException {
    String page = Files.readString(SCHEMA_PAGE);
    List<String> documented =
        DOCUMENTED.matcher(between(page, "fields")).results().map(row -> row.group(1)).toList();
    assertThat(documented).containsExactlyInAnyOrderElementsOf(fieldsOf(exampleView()));
  }

  @Test
  void jsonSchema_requiresTheFieldsThatAreProduced() throws IOException {
    JsonNode schema = new JsonMapper().readTree(Path.of("docs/diff.schema.json").toFile());
    List<String> fields = new ArrayList<>();
    collectSchema(schema, schema, "", fields);
    assertThat(fields).containsExactlyInAnyOrderElementsOf(fieldsOf(exampleView()));
  }

  @Test
  void example_isWhatIsProduced() throws IOException {
    assertThat(between(Files.readString(SCHEMA_PAGE), "example"))
        .isEqualTo("\n\n```json\n" + Json.of(DiffReport.of(exampleView())) + "```\n\n");
  }

  @Test
  void json_sameStateInAnyOrder_isTheSameBytes() {
    String expected = Json.of(DiffReport.of(Views.of(Views.everything())));
    for (int seed = 0; seed < 50; seed++) {
      View shuffled = Views.of(shuffled(Views.everything(), seed));
      assertThat(Json.of(DiffReport.of(shuffled))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IN_SYNC,in_sync,in_sync",
    "OUT_OF_SYNC,out_of_sync,out_of_sync",
    "HELD,out_of_sync,out_of_sync",
    "MALFORMED,out_of_sync,out_of_sync",
    "ERROR,out_of_sync,out_of_sync",
    "UNKNOWN,unknown,unknown",
    "PAUSED,ignored,in_sync",
    "FOREIGN,ignored,in_sync"
  })
  void verdict_ofEachState(State state, String verdict, String ofAll) {
    DiffReport report = DiffReport.of(Views.of(backend("web", state)));
    assertThat(report.backends().getFirst().verdict()).isEqualTo(verdict);
    assertThat(report.verdict()).isEqualTo(ofAll);
  }

  @Test
  void verdict_unknownWithAKnownDifference_isOutOfSync() {
    BackendView view = backend("web", State.UNKNOWN, Views.everything().pending(), List.of());
    assertThat(Verdict.of(view)).isEqualTo(Verdict.OUT_OF_SYNC);
  }

  @Test
  void verdict_ofAll_unknownHidesADifference() {
    View view = Views.of(backend("a", State.OUT_OF_SYNC), backend("b", State.UNKNOWN));
    assertThat(DiffReport.verdict(view)).isEqualTo(Verdict.UNKNOWN);
    assertThat(DiffReport.verdict(View.EMPTY)).isEqualTo(Verdict.IN_SYNC);
  }

  @Test
  void states_countEachState() {
    View view =
        Views.of(backend("a", State.HELD), backend("b", State.IN_SYNC), backend("c", State.HELD));
    assertThat(DiffReport.of(view).states()).hasToString("{held=2, in_sync=1}");
  }

  /** One backend with every kind of line, one finding, and an item that cannot be read. */
  private static View exampleView() {
    BackendView unreadable =
        new BackendView(
            new BackendKey("old"),
            State.MALFORMED,
            new TreeSet<>(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of("the item has no name"),
            Views.NOON);
    TreeMap<BackendKey, BackendView> backends = new TreeMap<>();
    backends.put(unreadable.key(), unreadable);
    backends.put(new BackendKey("web"), Views.everything());
    return new View(7, backends, List.of("item x__backend has no name"), Optional.of(Views.NOON));
  }

  private static List<String> fieldsOf(View view) throws IOException {
    List<String> fields = new ArrayList<>();
    JsonNode json = new JsonMapper().readTree(Json.of(DiffReport.of(view)));
    collect(json, "", fields);
    return fields;
  }

  /** Paths of leaves; a server inside a change counts as one, a map of counts too. */
  private static void collect(JsonNode node, String path, List<String> fields) {
    boolean leaf = node.isValueNode() || path.matches("states|.*\\.(from|to)");
    if (leaf && !fields.contains(path) && !path.endsWith("servers")) {
      fields.add(path);
    }
    if (leaf) {
      return;
    }
    if (node.isArray()) {
      node.forEach(element -> collect(element, path + "[]", fields));
    }
    node.properties()
        .forEach(
            field ->
                collect(
                    field.getValue(),
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    fields));
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void collectSchema(
      JsonNode root, JsonNode node, String path, List<String> fields) {
    if (node.has("items")) {
      collectSchema(root, node.get("items"), path + "[]", fields);
    } else if (node.has("$ref")) {
      collectSchema(root, root.at(node.get("$ref").asText().substring(1)), path, fields);
    } else if (node.has("properties")) {
      List<String> required = new ArrayList<>();
      node.get("required").forEach(name -> required.add(name.asText()));
      assertThat(required).containsExactlyElementsOf(names(node.get("properties")));
      for (String name : required) {
        String child = path.isEmpty() ? name : path + "." + name;
        collectSchema(root, node.get("properties").get(name), child, fields);
      }
    } else {
      fields.add(path);
    }
  }

  private static BackendView shuffled(BackendView view, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new BackendView(
        view.key(),
        view.state(),
        view.services(),
        shuffled(view.tasks(), random),
        view.servers(),
        shuffled(view.pending(), random),
        shuffled(view.holds(), random),
        view.problem(),
        view.observedAt());
  }

  private static <T> List<T> shuffled(List<T> list, SplittableRandom random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private static String between(String page, String name) {
    String start = "<!-- " + name + ":start -->";
    return page.substring(
        page.indexOf(start) + start.length(), page.indexOf("<!-- " + name + ":end -->"));
  }
}
