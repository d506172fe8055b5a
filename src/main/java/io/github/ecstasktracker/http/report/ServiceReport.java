package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.ServiceKey;

/** A service by its cluster's short name and its own. */
public record ServiceReport(String cluster, String service) {
  static ServiceReport of(ServiceKey key) {
    return new ServiceReport(key.cluster(), key.service());
  }
}
