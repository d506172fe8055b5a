package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.target.dynamodb.TableInspector;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the table's shape, and finds every item that is a problem for Traefik 1.x or the
 * controller.
 */
public final class TableCheck implements Check {
  private static final String NAME = "table";
  private static final String ITEMS = "items";

  /** Maximum number of findings: more would not help with a table that is wrong throughout. */
  private static final int LINES_MAX = 50;

  private final TableInspector inspector;
  private final BackendReader backends;

  public TableCheck(TableInspector inspector, BackendReader backends) {
    this.inspector = inspector;
    this.backends = backends;
  }

  @Override
  public List<Finding> run() {
    TableShape shape = inspector.inspect();
    return switch (shape) {
      case TableShape.Fit fit -> {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(NAME, fit.sentence()));
        findings.addAll(items());
        yield findings;
      }
      case TableShape.Unknown unknown -> {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.failed(NAME, unknown.sentence()));
        findings.addAll(items());
        yield findings;
      }
      case TableShape.Missing missing ->
          List.of(
              Finding.found(
                  NAME,
                  missing.sentence(),
                  "check --table / TRAEFIK_TABLE and --region / REGION, or create it"));
      case TableShape.WrongKey wrong ->
          List.of(
              Finding.found(NAME, wrong.sentence(), "create another one; a key cannot be changed"));
      case TableShape.OutOfService out ->
          List.of(Finding.found(NAME, out.sentence(), "wait until it is ACTIVE"));
    };
  }

  private List<Finding> items() {
    return switch (backends.scan(Urgency.LIVE)) {
      case Result.Failed<TableScan>(String reason, boolean throttled) ->
          List.of(Finding.failed(ITEMS, reason));
      case Result.Ok<TableScan>(TableScan scan) -> {
        List<Finding> findings = new ArrayList<>(wrong(scan).limit(LINES_MAX + 1L).toList());
        if (findings.size() > LINES_MAX) {
          findings.set(LINES_MAX, Finding.found(ITEMS, "and more", "fix these first"));
        }
        one(scan).ifPresent(findings::add);
        if (findings.isEmpty()) {
          findings.add(
              Finding.ok(
                  ITEMS,
                  "%d backends and %d frontends, all well-formed"
                      .formatted(scan.backends().size(), scan.frontends().size())));
        }
        yield findings;
      }
    };
  }

  /** Reconciling one backend reads its item alone, which needs another permission. */
  private Optional<Finding> one(TableScan scan) {
    BackendKey any =
        scan.backends().keySet().stream().min(BackendKey::compareTo).orElse(new BackendKey("web"));
    return backends.read(any, Urgency.LIVE)
            instanceof Result.Failed<StoredBackend>(String reason, boolean throttled)
        ? Optional.of(Finding.failed(ITEMS, reason))
        : Optional.empty();
  }

  private static Stream<Finding> wrong(TableScan scan) {
    Set<String> names =
        scan.backends().keySet().stream().map(BackendKey::name).collect(Collectors.toSet());
    Set<String> nameless =
        scan.nameless().stream().map(StoredBackend.Malformed::itemId).collect(Collectors.toSet());
    return Stream.of(
            scan.nameless().stream()
                .map(
                    item ->
                        Finding.found(
                            ITEMS,
                            item.itemId() + ": " + item.reason(),
                            "give it a name or delete it")),
            new TreeMap<>(scan.backends())
                .values().stream()
                    .filter(StoredBackend.Malformed.class::isInstance)
                    .map(StoredBackend.Malformed.class::cast)
                    .filter(item -> !nameless.contains(item.itemId()))
                    .map(
                        item ->
                            Finding.found(
                                ITEMS,
                                item.itemId() + ": " + item.reason(),
                                "fix it by hand; until then it is left alone")),
            new TreeMap<>(scan.frontends())
                .entrySet().stream()
                    .filter(frontend -> !names.contains(frontend.getValue()))
                    .map(
                        frontend ->
                            Finding.found(
                                ITEMS,
                                "frontend %s points to backend %s, which has no item"
                                    .formatted(frontend.getKey(), frontend.getValue()),
                                "fix its backend, delete it, or start that service")),
            scan.strangers().stream()
                .sorted()
                .map(
                    id ->
                        Finding.found(
                            ITEMS,
                            id + " is neither a backend nor a frontend",
                            "move it to another table: Traefik 1.x warns about it at every read")))
        .flatMap(part -> part);
  }
}
