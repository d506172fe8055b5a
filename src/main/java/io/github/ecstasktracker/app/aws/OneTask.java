package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.Result;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Finds any task of a cluster, to try further calls on. */
public final class OneTask {
  private OneTask() {}

  /** The task's ARN; empty if the cluster runs none. */
  public static Result<Optional<String>> of(EcsClient ecs, String cluster) {
    try {
      return new Result.Ok<>(
          ecs.listTasks(request -> request.cluster(cluster).maxResults(1)).taskArns().stream()
              .findFirst());
    } catch (SdkException e) {
      return new Result.Failed<>(Failure.line("ListTasks", e), false);
    }
  }
}
