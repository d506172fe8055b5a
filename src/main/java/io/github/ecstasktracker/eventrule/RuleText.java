package io.github.ecstasktracker.eventrule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A rule, its target and policies as lines of text. */
final class RuleText {
  private RuleText() {}

  static List<String> of(RuleWanted wanted, RuleFound found) {
    List<String> lines = new ArrayList<>();
    lines.add("rule          " + wanted.arn());
    lines.add("  state       " + found.rule().map(RuleText::state).orElse("there is none"));
    found.rule().flatMap(KnownRule::pattern).ifPresent(text -> lines.add("  pattern     " + text));
    found.targets().forEach(target -> lines.addAll(target(target)));
    lines.add("%-13s %s".formatted(wanted.target().kind().word(), wanted.target().arn()));
    lines.add("  policy      " + sends(wanted, wanted.target(), found.policy()));
    wanted
        .deadLetters()
        .ifPresentOrElse(
            queue -> {
              lines.add("dead letters  " + queue.arn());
              lines.add("  policy      " + sends(wanted, queue, found.deadLetterPolicy()));
            },
            () -> lines.add("dead letters  no queue: undeliverable events are dropped"));
    return List.copyOf(lines);
  }

  private static String state(KnownRule rule) {
    return rule.enabled() ? "enabled" : "disabled";
  }

  private static List<String> target(KnownTarget target) {
    return List.of(
        "  target      %s -> %s".formatted(target.id(), target.arn()),
        "    retry     %s s, %s times, then %s"
            .formatted(
                target.ageSeconds().map(String::valueOf).orElse("86400"),
                target.attempts().map(String::valueOf).orElse("185"),
                target.deadLetterArn().orElse("dropped")));
  }

  private static String sends(RuleWanted wanted, Endpoint endpoint, Optional<String> policy) {
    return ResourcePolicy.of(policy)
        .map(known -> known.lets(wanted.arn(), endpoint))
        .map(lets -> lets ? "lets the rule send" : "does not let the rule send")
        .orElse("not understood");
  }
}
