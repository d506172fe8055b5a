package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cluster as the informer does, but one call after another and without a second try; tells
 * of all answers in one, with what had to be read first in it.
 */
final class Looks {
  private Looks() {}

  static Answered everything(EcsReader ecs) {
    return everything(ecs, Urgency.LIVE);
  }

  static Answered everything(EcsReader ecs, Urgency urgency) {
    ecs.passBegins(FakeCluster.CLUSTER, urgency);
    List<String> arns = list(ecs, null, urgency);
    Answered answer = tasks(ecs, arns, urgency);
    ecs.passEnded(FakeCluster.CLUSTER, new HashSet<>(arns), answer.begunNanos());
    return answer;
  }

  static Answered service(EcsReader ecs, String service) {
    return tasks(ecs, list(ecs, service, Urgency.LIVE), Urgency.LIVE);
  }

  static Answered tasks(EcsReader ecs, String... arns) {
    return tasks(ecs, List.of(arns), Urgency.LIVE);
  }

  static Answered tasks(EcsReader ecs, Collection<String> arns, Urgency urgency) {
    Answered all =
        new Answered(List.of(), 0, List.of(), List.of(), Set.of(), Map.of(), Optional.empty());
    for (List<String> page : Fanout.batches(arns, EcsReader.PAGE)) {
      all = both(all, whole(first(ecs, page, urgency)));
    }
    return all;
  }

  /** Nothing but the answer to the call. */
  static Answered first(EcsReader ecs, String... arns) {
    return first(ecs, List.of(arns), Urgency.LIVE);
  }

  private static Answered first(EcsReader ecs, List<String> arns, Urgency urgency) {
    return answered(ecs.describe(FakeCluster.CLUSTER, () -> arns, urgency));
  }

  /** With its rest in place of what it says of the same tasks. */
  static Answered whole(Answered first) {
    if (first.unresolved().isEmpty()) {
      return first;
    }
    Answered rest = first.unresolved().get().get();
    assertThat(rest.unresolved()).isEmpty();
    Map<String, ObservedTask> tasks = new LinkedHashMap<>();
    Map<String, Placement> placements = new LinkedHashMap<>();
    for (Answered answer : List.of(first, rest)) {
      answer.tasks().forEach(task -> tasks.put(task.task().arn(), task));
      answer.placements().forEach(place -> placements.put(place.task().arn(), place));
    }
    return new Answered(
        first.asked(),
        first.begunNanos(),
        List.copyOf(tasks.values()),
        List.copyOf(placements.values()),
        first.missing(),
        first.undescribed(),
        Optional.empty());
  }

  /** To its end. */
  static List<String> list(EcsReader ecs, @Nullable String service, Urgency urgency) {
    List<String> arns = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      TaskList list = ecs.list(FakeCluster.CLUSTER, service, token.orElse(null), urgency);
      assertThat(list).isInstanceOf(TaskList.Page.class);
      TaskList.Page page = (TaskList.Page) list;
      arns.addAll(page.arns());
      token = page.next();
    } while (token.isPresent());
    return arns;
  }

  private static Answered both(Answered some, Answered others) {
    Set<String> missing = new HashSet<>(some.missing());
    missing.addAll(others.missing());
    Map<String, String> undescribed = new HashMap<>(some.undescribed());
    undescribed.putAll(others.undescribed());
    return new Answered(
        concat(some.asked(), others.asked()),
        others.begunNanos(),
        concat(some.tasks(), others.tasks()),
        concat(some.placements(), others.placements()),
        missing,
        undescribed,
        Optional.empty());
  }

  private static <T> List<T> concat(List<T> some, List<T> others) {
    List<T> both = new ArrayList<>(some);
    both.addAll(others);
    return both;
  }
}
