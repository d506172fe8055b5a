package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.HostLookup.Answer;
import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The machines behind container instances, by the instances' ARNs.
 *
 * <ul>
 *   <li>A machine's address is asked for once an hour at most; one that may change (ECS Anywhere,
 *       an override) every five minutes.
 *   <li>That AWS knows no address is believed for ten seconds: a new instance may be late in one
 *       API and not in the other.
 *   <li>A failed call teaches nothing: the address known before stays good.
 *   <li>One call in flight for each instance: whoever else needs it waits for that one.
 *   <li>A call's free places are filled with instances of tasks that wait for their definitions: a
 *       cold start costs a call for each hundred hosts (CostTest), not some for each description.
 *   <li>Bounded.
 * </ul>
 */
final class Hosts {
  private static final Duration FIXED_FOR = Duration.ofHours(1);
  private static final Duration CHANGEABLE_FOR = Duration.ofMinutes(5);
  private static final Duration ABSENT_FOR = Duration.ofSeconds(10);

  private record Known(Answer answer, long untilNanos) {}

  private final HostLookup lookup;
  private final MonotonicClock clock;
  private final BoundedCache<String, Known> known;
  private final int max;
  private final Map<String, Set<String>> expected = new ConcurrentHashMap<>();
  private final SingleFlight<Answer> inFlight = new SingleFlight<>();

  Hosts(HostLookup lookup, MonotonicClock clock, int max) {
    this.lookup = lookup;
    this.clock = clock;
    this.max = max;
    this.known = new BoundedCache<>(max);
  }

  /** What is known of the instances asked for, and was learned last of any other. */
  HostAnswers read(String cluster, Collection<String> instanceArns) {
    List<String> due = instanceArns.stream().filter(this::isDue).sorted().toList();
    // Only now: what is not due, because another call has just ended, is known.
    Map<String, Answer> answers = lastKnown(instanceArns);
    answers.putAll(inFlight.get(filled(cluster, due), mine -> ask(cluster, mine)));
    return new HostAnswers(answers, this::lastKnown);
  }

  /** Tasks that wait for their definitions run on these: calls for others take them too. */
  void expect(String cluster, Collection<String> instanceArns) {
    Set<String> others = expected(cluster);
    if (others.size() < max) {
      instanceArns.stream().filter(this::isDue).forEach(others::add);
    }
  }

  private Set<String> expected(String cluster) {
    return expected.computeIfAbsent(cluster, _ -> ConcurrentHashMap.newKeySet());
  }

  private List<String> filled(String cluster, List<String> due) {
    Set<String> others = expected(cluster);
    due.forEach(others::remove);
    List<String> filled = new ArrayList<>(due);
    Iterator<String> next = others.iterator();
    while (filled.size() % EcsReader.PAGE != 0 && next.hasNext()) {
      String arn = next.next();
      // One that another call asks for would make this one wait for that.
      if (others.remove(arn) && isDue(arn) && !inFlight.isAsked(arn)) {
        filled.add(arn);
      }
    }
    return filled;
  }

  /** What was learned last of the instances, however old; asks nobody. */
  HostAnswers known(Collection<String> instanceArns) {
    return new HostAnswers(lastKnown(instanceArns), this::lastKnown);
  }

  private Map<String, Answer> lastKnown(Collection<String> instanceArns) {
    Map<String, Answer> answers = new HashMap<>();
    instanceArns.forEach(arn -> lastKnown(arn).ifPresent(answer -> answers.put(arn, answer)));
    return answers;
  }

  private Optional<Answer> lastKnown(String arn) {
    return known.get(arn).map(Known::answer);
  }

  private Map<String, Answer> ask(String cluster, Collection<String> instanceArns) {
    List<String> due = instanceArns.stream().filter(this::isDue).toList();
    Map<String, Answer> answers = lastKnown(instanceArns);
    lookup.read(cluster, due).forEach((arn, answer) -> answers.put(arn, learn(arn, answer)));
    return answers;
  }

  /** Whether an instance is to be asked for, again or for the first time. */
  boolean isDue(@Nullable String instanceArn) {
    return instanceArn != null
        && known.get(instanceArn).filter(entry -> clock.nanos() - entry.untilNanos() < 0).isEmpty();
  }

  /** Whether this is what was learned last of an instance, and is believed still. */
  boolean stillSay(@Nullable String instanceArn, @Nullable Answer before) {
    Optional<Known> now = instanceArn == null ? Optional.empty() : known.get(instanceArn);
    return now.isEmpty()
        ? before == null
        : now.get().answer().equals(before) && clock.nanos() - now.get().untilNanos() < 0;
  }

  /** What is believed from now on. */
  private Answer learn(String arn, Answer answer) {
    Optional<Answer> before = lastKnown(arn);
    return switch (answer) {
      case Answer.Failed failed -> before.filter(Answer.Found.class::isInstance).orElse(failed);
      case Answer.Absent absent -> keep(arn, absent, ABSENT_FOR);
      // The one that tasks hold already, where nothing has changed.
      case Answer.Found found ->
          keep(
              arn,
              before.filter(found::equals).orElse(found),
              found.fixed() ? FIXED_FOR : CHANGEABLE_FOR);
    };
  }

  private Answer keep(String arn, Answer answer, Duration time) {
    known.put(arn, new Known(answer, clock.nanos() + time.toNanos()));
    return answer;
  }
}
