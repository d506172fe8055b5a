package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.HostLookup.Answer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
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

  Hosts(HostLookup lookup, MonotonicClock clock, int max) {
    this.lookup = lookup;
    this.clock = clock;
    this.known = new BoundedCache<>(max);
  }

  /** What is known of the instances asked for, and was learned last of any other. */
  HostAnswers read(String cluster, Collection<String> instanceArns, Urgency urgency) {
    Map<String, Answer> answers = new HashMap<>();
    List<String> due = new ArrayList<>();
    for (String arn : new TreeSet<>(instanceArns)) {
      Optional<Known> before = known.get(arn);
      before.ifPresent(entry -> answers.put(arn, entry.answer()));
      if (before.isEmpty() || clock.nanos() - before.get().untilNanos() >= 0) {
        due.add(arn);
      }
    }
    if (!due.isEmpty()) {
      lookup.read(cluster, due, urgency).forEach((arn, told) -> take(arn, told, answers));
    }
    return new HostAnswers(answers, arn -> known.get(arn).map(Known::answer));
  }

  /** What was learned last of the instances, however old; asks nobody. */
  HostAnswers known(Collection<String> instanceArns) {
    Map<String, Answer> answers = new HashMap<>();
    for (String arn : instanceArns) {
      known.get(arn).ifPresent(entry -> answers.put(arn, entry.answer()));
    }
    return new HostAnswers(answers, arn -> known.get(arn).map(Known::answer));
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

  private void take(String arn, Answer told, Map<String, Answer> answers) {
    switch (told) {
      case Answer.Failed failed -> {
        if (!(answers.get(arn) instanceof Answer.Found)) {
          answers.put(arn, failed);
        }
      }
      case Answer.Absent absent -> keep(arn, absent, ABSENT_FOR, answers);
      case Answer.Found found -> {
        // The one that tasks hold already, where nothing has changed.
        Answer before = answers.get(arn);
        Answer same = before != null && before.equals(found) ? before : found;
        keep(arn, same, found.fixed() ? FIXED_FOR : CHANGEABLE_FOR, answers);
      }
    }
  }

  private void keep(String arn, Answer answer, Duration time, Map<String, Answer> answers) {
    known.put(arn, new Known(answer, clock.nanos() + time.toNanos()));
    answers.put(arn, answer);
  }
}
