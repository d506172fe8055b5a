package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.model.Result;
import java.util.List;

/** Checks whether the token issuer's keys can be read. */
public final class IssuerCheck implements Check {
  private static final String NAME = "token issuer";

  private final Issuer issuer;

  /** Returns the number of keys. */
  @FunctionalInterface
  public interface Issuer {
    Result<Integer> keys() throws InterruptedException;
  }

  public IssuerCheck(Issuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<Finding> run() {
    try {
      return List.of(
          switch (issuer.keys()) {
            case Result.Ok<Integer>(Integer keys) ->
                Finding.ok(NAME, "keys for checking tokens: " + keys);
            case Result.Failed<Integer>(String reason, boolean _) ->
                Finding.found(
                    NAME,
                    reason + "; none of its tokens is accepted until its keys can be read",
                    "check --jwt-issuer, --jwt-jwks-url and the network");
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Finding.unchecked(NAME, "interrupted", "try again"));
    }
  }
}
