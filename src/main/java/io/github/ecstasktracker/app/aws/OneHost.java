package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.Result;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Finds any host of a cluster, to check whether hosts may be listed. */
public final class OneHost {
  private OneHost() {}

  /** The container instance's ARN; empty if the cluster has none. */
  public static Result<Optional<String>> of(EcsClient ecs, String cluster) {
    try {
      return new Result.Ok<>(
          ecs
              .listContainerInstances(request -> request.cluster(cluster).maxResults(1))
              .containerInstanceArns()
              .stream()
              .findFirst());
    } catch (SdkException e) {
      return new Result.Failed<>(Failure.line("ListContainerInstances", e), false);
    }
  }
}
