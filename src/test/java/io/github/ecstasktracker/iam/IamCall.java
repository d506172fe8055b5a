package io.github.ecstasktracker.iam;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call as IAM judges it.
 *
 * @param resource its ARN, or {@code *} where the action takes none
 * @param context the values of condition keys
 */
public record IamCall(String action, String resource, Map<String, List<String>> context) {
  public IamCall {
    context = Map.copyOf(new TreeMap<>(context));
  }

  static IamCall of(String action, String resource) {
    return new IamCall(action, resource, Map.of());
  }

  @Override
  public String toString() {
    return action + " on " + resource + (context.isEmpty() ? "" : " with " + context);
  }
}
