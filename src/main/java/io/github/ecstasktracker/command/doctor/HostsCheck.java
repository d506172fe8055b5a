package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks whether a cluster's hosts may be listed, as {@code /hosts} does with {@code --all-hosts}.
 */
public final class HostsCheck implements Check {
  private final String cluster;
  private final Function<String, Result<Optional<String>>> anyHost;

  /**
   * @param anyHost finds the ARN of any container instance of a cluster; empty if there is none
   */
  public HostsCheck(String cluster, Function<String, Result<Optional<String>>> anyHost) {
    this.cluster = cluster;
    this.anyHost = anyHost;
  }

  @Override
  public List<Finding> run() {
    String name = "hosts of " + cluster;
    return List.of(
        switch (anyHost.apply(cluster)) {
          case Result.Failed<Optional<String>>(String reason, boolean _) ->
              Finding.failed(name, reason);
          case Result.Ok<Optional<String>>(Optional<String> arn) ->
              Finding.ok(
                  name, arn.isPresent() ? "can be listed" : "can be listed; the cluster has none");
        });
  }
}
