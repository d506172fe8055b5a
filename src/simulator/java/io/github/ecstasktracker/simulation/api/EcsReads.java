package io.github.ecstasktracker.simulation.api;

import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.Consistency;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.world.WorldReads;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Failure;

/** What the ECS operations have in common. */
record EcsReads(WorldReads world, Consistency consistency) {
  private static final String INVALID = "InvalidParameterException";

  /** The cluster's name; without one, ECS takes the cluster called default. */
  String cluster(Operation operation, @Nullable String nameOrArn) {
    return world
        .cluster(nameOrArn == null ? "default" : nameOrArn)
        .orElseThrow(
            () -> ApiErrors.bad(operation, "ClusterNotFoundException", "Cluster not found."));
  }

  PageToken token(Operation operation, @Nullable String token) {
    return PageToken.parse(token).orElseThrow(() -> invalid(operation, "Invalid token specified"));
  }

  int pageSize(Operation operation, @Nullable Integer asked, int usual) {
    if (asked == null) {
      return usual;
    }
    if (asked < 1 || asked > 100) {
      throw invalid(operation, "maxResults must be between 1 and 100");
    }
    return asked;
  }

  /** A describe call names at least one thing and not more than the limit. */
  List<String> named(Operation operation, List<String> names, int most, String what) {
    if (names.isEmpty()) {
      throw invalid(operation, what + " cannot be empty.");
    }
    if (names.size() > most) {
      throw invalid(operation, what + " cannot have more than " + most + " elements.");
    }
    return names;
  }

  long asOf(Set<FaultKind> faults) {
    return consistency.asOf(faults);
  }

  static RuntimeException invalid(Operation operation, String message) {
    return ApiErrors.bad(operation, INVALID, message);
  }

  static Failure missing(String arn) {
    return Failure.builder().arn(arn).reason("MISSING").build();
  }

  static String id(String arn) {
    return Identity.lastPart(arn);
  }
}
