package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.model.Result;
import java.util.List;

/** The issuer whose tokens are taken: whether its keys can be had. */
public final class IssuerCheck implements Check {
  private static final String NAME = "token issuer";

  private final Issuer issuer;

  /** Tells how many keys it has. */
  @FunctionalInterface
  public interface Issuer {
    Result<Integer> look() throws InterruptedException;
  }

  public IssuerCheck(Issuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<Finding> run() {
    try {
      return List.of(
          switch (issuer.look()) {
            case Result.Ok<Integer>(Integer keys) ->
                Finding.ok(NAME, "keys that tokens are checked with: " + keys);
            case Result.Failed<Integer>(String reason, boolean _) ->
                Finding.found(
                    NAME,
                    reason + "; until its keys can be had, none of its tokens is taken",
                    "check --jwt-issuer, --jwt-jwks-url and the way there");
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Finding.unchecked(NAME, "interrupted", "try again"));
    }
  }
}
