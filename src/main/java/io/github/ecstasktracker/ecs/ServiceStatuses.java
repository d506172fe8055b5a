package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.Service;

/**
 * DescribeServices, ten a call. The answer holds every service that was asked for, or there is no
 * answer: a status is a proof, and half a proof is none.
 */
final class ServiceStatuses {
  private record Page(String cluster, List<String> services) {}

  private final AwsCalls calls;
  private final Fanout fanout;

  ServiceStatuses(AwsCalls calls, Fanout fanout) {
    this.calls = calls;
    this.fanout = fanout;
  }

  Result<Map<ServiceKey, ServiceStatus>> read(Collection<ServiceKey> services, Urgency urgency) {
    List<Page> pages = pages(services);
    List<Result<DescribeServicesResponse>> answers =
        fanout.map(pages, page -> calls.describeServices(page.cluster(), page.services(), urgency));
    Map<ServiceKey, ServiceStatus> statuses = new TreeMap<>();
    for (int i = 0; i < pages.size(); i++) {
      switch (answers.get(i)) {
        case Result.Failed<DescribeServicesResponse> failed -> {
          return failed.as();
        }
        case Result.Ok<DescribeServicesResponse>(DescribeServicesResponse answer) -> {
          Map<String, Result<ServiceStatus>> byName = byName(answer);
          for (String name : pages.get(i).services()) {
            switch (byName.getOrDefault(name, silence(name))) {
              case Result.Ok<ServiceStatus>(ServiceStatus status) ->
                  statuses.put(new ServiceKey(pages.get(i).cluster(), name), status);
              case Result.Failed<ServiceStatus> failed -> {
                return failed.as();
              }
            }
          }
        }
      }
    }
    return new Result.Ok<>(statuses);
  }

  private static Result<ServiceStatus> silence(String name) {
    return new Result.Failed<>("DescribeServices: the answer does not speak of " + name, false);
  }

  private static List<Page> pages(Collection<ServiceKey> services) {
    Map<String, List<String>> byCluster = new TreeMap<>();
    for (ServiceKey key : new TreeSet<>(services)) {
      byCluster.computeIfAbsent(key.cluster(), c -> new ArrayList<>()).add(key.service());
    }
    List<Page> pages = new ArrayList<>();
    byCluster.forEach(
        (cluster, names) ->
            Fanout.batches(names, AwsCalls.SERVICES_PAGE)
                .forEach(batch -> pages.add(new Page(cluster, batch))));
    return pages;
  }

  private static Map<String, Result<ServiceStatus>> byName(DescribeServicesResponse answer) {
    Map<String, Result<ServiceStatus>> byName = new HashMap<>();
    for (Failure failure : answer.failures()) {
      String name = Arns.last(String.valueOf(failure.arn()));
      byName.put(
          name,
          "MISSING".equals(failure.reason())
              ? new Result.Ok<>(new ServiceStatus.Missing())
              : new Result.Failed<>(
                  "DescribeServices: ECS says " + failure.reason() + " of " + name, false));
    }
    // A deleted service of the same name may come back beside the living one; the living one
    // counts.
    for (Service service : answer.services()) {
      ServiceStatus status = status(service);
      if (status instanceof ServiceStatus.Live || !byName.containsKey(service.serviceName())) {
        byName.put(service.serviceName(), new Result.Ok<>(status));
      }
    }
    return byName;
  }

  private static ServiceStatus status(Service service) {
    return "INACTIVE".equals(service.status())
        ? new ServiceStatus.Inactive()
        : new ServiceStatus.Live(service.runningCount() == null ? 0 : service.runningCount());
  }
}
