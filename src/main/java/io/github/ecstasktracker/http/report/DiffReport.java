package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.View;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The difference between ECS and the table at one moment. The same view gives the same report, byte
 * for byte once rendered: all lists are sorted.
 *
 * <p>The JSON form is documented in {@code docs/diff-schema.md}. Its promise: within a version of
 * the schema, fields and enum values are added, never renamed, removed or given another meaning.
 *
 * @param schema always {@link #SCHEMA}
 * @param view number of the view, increasing within one process
 * @param lastFullPass when the last complete read of everything began; null before the first
 * @param verdict the verdict on all backends of this report
 * @param states how many backends are in each state that occurs
 * @param findings problems of the table that are not specific to a backend
 * @param backends by name
 */
public record DiffReport(
    String schema,
    long view,
    @Nullable String lastFullPass,
    String verdict,
    SortedMap<String, Integer> states,
    List<String> findings,
    List<BackendReport> backends) {
  public static final String SCHEMA = "ecs-task-tracker.diff/v1";

  /** A report of everything. */
  public static DiffReport of(View view) {
    return of(view, view.backends().values(), view.findings());
  }

  /** A report of some backends of the view, without the table's findings. */
  public static DiffReport of(View view, Collection<BackendView> backends) {
    return of(view, backends, List.of());
  }

  /** The verdict on everything, as the exit code of the {@code diff} command needs it. */
  public static Verdict verdict(View view) {
    return Verdict.worst(view.backends().values().stream().map(Verdict::of).toList());
  }

  private static DiffReport of(View view, Collection<BackendView> backends, List<String> findings) {
    SortedMap<BackendKey, BackendView> sorted = new TreeMap<>();
    SortedMap<String, Integer> states = new TreeMap<>();
    for (BackendView backend : backends) {
      if (sorted.put(backend.key(), backend) == null) {
        states.merge(Labels.of(backend.state()), 1, Integer::sum);
      }
    }
    return new DiffReport(
        SCHEMA,
        view.version(),
        view.lastFullPass().map(Object::toString).orElse(null),
        Verdict.worst(sorted.values().stream().map(Verdict::of).toList()).label(),
        states,
        findings.stream().sorted().toList(),
        sorted.values().stream().map(BackendReport::of).toList());
  }
}
