package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.app.aws.Caller;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Checks the credentials and the clock used for signatures. */
public final class IdentityCheck implements Check {
  /** AWS rejects signatures five minutes off; a drifting clock is reported well before that. */
  private static final Duration SKEW_MAX = Duration.ofSeconds(30);

  private final Supplier<Result<Caller>> caller;

  public IdentityCheck(Supplier<Result<Caller>> caller) {
    this.caller = caller;
  }

  @Override
  public List<Finding> run() {
    return switch (caller.get()) {
      case Result.Failed<Caller>(String reason, boolean throttled) ->
          List.of(
              Finding.unchecked(
                  "credentials",
                  reason,
                  "give the process a role (task role, IRSA, instance profile) or set AWS_PROFILE"
                      + " or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"));
      case Result.Ok<Caller>(Caller who) -> {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("credentials", who.arn() + " in account " + who.account()));
        who.skew().map(IdentityCheck::clock).ifPresent(findings::add);
        yield findings;
      }
    };
  }

  private static Finding clock(Duration skew) {
    String what =
        "%d s %s AWS's".formatted(skew.abs().toSeconds(), skew.isNegative() ? "behind" : "before");
    return skew.abs().compareTo(SKEW_MAX) > 0
        ? Finding.found("clock", what, "synchronise this machine's clock with NTP or chrony")
        : Finding.ok("clock", what);
  }
}
