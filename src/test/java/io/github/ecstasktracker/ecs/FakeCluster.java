package io.github.ecstasktracker.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A cluster of bridge-mode services behind {@link StubAws}, with AWS's page sizes and limits. */
final class FakeCluster {
  static final String ARN = "arn:aws:ecs:us-west-2:111122223333:";
  static final String CLUSTER = "prod";

  final StubAws aws = new StubAws();
  final AtomicLong nanos = new AtomicLong();

  /** Pages of ListTasks, by number from 1, before which an empty one with a token comes. */
  final Set<Integer> emptyPagesBefore = new LinkedHashSet<>();

  final Map<String, ObjectNode> tasks = new LinkedHashMap<>();
  final Map<String, ObjectNode> definitions = new LinkedHashMap<>();
  final Map<String, ObjectNode> instances = new LinkedHashMap<>();
  final Map<String, String> machines = new LinkedHashMap<>();
  final Set<String> unlisted = new LinkedHashSet<>();

  FakeCluster() {
    aws.on("ListTasks", this::listTasks);
    aws.on("ListContainerInstances", this::listInstances);
    aws.on("DescribeTasks", request -> describe(request, "tasks", tasks, 100, "tasks"));
    aws.on(
        "DescribeContainerInstances",
        request -> describe(request, "containerInstances", instances, 100, "containerInstances"));
    aws.on("DescribeTaskDefinition", this::describeTaskDefinition);
    aws.on("DescribeInstances", this::describeInstances);
    aws.on("DescribeInstanceInformation", this::describeInstanceInformation);
  }

  EcsHandler handler() {
    return handler(Runnable::run);
  }

  EcsHandler handler(Executor executor) {
    return handler(CallGate.open(), executor, EcsOptions.NONE);
  }

  EcsHandler handler(OptionalInt defaultWeight) {
    return handler(CallGate.open(), Runnable::run, new EcsOptions(defaultWeight));
  }

  EcsHandler handler(CallGate gate, Executor executor, EcsOptions options) {
    MonotonicClock clock = nanos::get;
    return new EcsHandler(calls(gate), clock, executor, options, NoDefinitions.keeper());
  }

  AwsCalls calls(CallGate gate) {
    return new AwsCalls(aws.ecs(), aws.ec2(), aws.ssm(), gate, nanos::get);
  }

  static String taskArn(String id) {
    return ARN + "task/" + CLUSTER + "/" + id;
  }

  static String instanceArn(int host) {
    return ARN + "container-instance/" + CLUSTER + "/" + host;
  }

  /** A host, as {@code i-<n>} with the address 10.1.x.y. */
  void host(int host) {
    machine(host, "i-" + host, "10.1." + host / 250 + "." + (host % 250 + 1));
  }

  void machine(int host, String machine, String ip) {
    ObjectNode instance = StubAws.JSON.createObjectNode();
    instance.put("containerInstanceArn", instanceArn(host)).put("ec2InstanceId", machine);
    instances.put(instanceArn(host), instance);
    machines.put(machine, ip);
  }

  /** A definition whose container {@code web} maps port 8080 to whatever port is free. */
  ObjectNode definition(String name) {
    ObjectNode definition = StubAws.JSON.createObjectNode();
    definition.put("taskDefinitionArn", ARN + "task-definition/" + name);
    ObjectNode web = definition.putArray("containerDefinitions").addObject();
    web.put("name", "web").put("essential", true);
    web.putArray("portMappings").addObject().put("containerPort", 8080).put("hostPort", 0);
    definitions.put(ARN + "task-definition/" + name, definition);
    return definition;
  }

  /** A running task of a service, on a host's port 32768 + the number of tasks before it. */
  ObjectNode task(String id, String service, String definition, int host) {
    ObjectNode task = StubAws.JSON.createObjectNode();
    task.put("taskArn", taskArn(id)).put("clusterArn", ARN + "cluster/" + CLUSTER);
    task.put("group", "service:" + service).put("version", 3);
    task.put("lastStatus", "RUNNING").put("desiredStatus", "RUNNING");
    task.put("taskDefinitionArn", ARN + "task-definition/" + definition);
    task.put("containerInstanceArn", instanceArn(host));
    ObjectNode web = task.putArray("containers").addObject();
    web.put("name", "web").put("lastStatus", "RUNNING").put("healthStatus", "UNKNOWN");
    web.putArray("networkBindings")
        .addObject()
        .put("bindIP", "0.0.0.0")
        .put("containerPort", 8080)
        .put("hostPort", 32_768 + tasks.size())
        .put("protocol", "tcp");
    tasks.put(task.get("taskArn").asText(), task);
    return task;
  }

  /** Many tasks of one service on one host. */
  void tasks(int count, String service) {
    host(0);
    definition("web:7");
    for (int i = 0; i < count; i++) {
      task("%s-%05d".formatted(service, i), service, "web:7", 0);
    }
  }

  /** Changes a task. */
  void change(String id, Consumer<ObjectNode> change) {
    change.accept(tasks.get(taskArn(id)));
  }

  private Answer listInstances(JsonNode request) {
    int from = Integer.parseInt(request.path("nextToken").asText("0"));
    ObjectNode answer = StubAws.JSON.createObjectNode();
    ArrayNode page = answer.putArray("containerInstanceArns");
    instances.keySet().stream().skip(from).limit(100).forEach(page::add);
    return Answer.ok(
        from + page.size() < instances.size()
            ? answer.put("nextToken", String.valueOf(from + page.size()))
            : answer);
  }

  private Answer listTasks(JsonNode request) {
    List<String> arns = new ArrayList<>();
    String service = request.path("serviceName").asText("");
    tasks.forEach(
        (arn, task) -> {
          boolean asked =
              service.isEmpty() || task.path("group").asText().equals("service:" + service);
          if (asked
              && !unlisted.contains(arn)
              && task.path("desiredStatus").asText().equals("RUNNING")) {
            arns.add(arn);
          }
        });
    String token = request.path("nextToken").asText("0");
    ObjectNode answer = StubAws.JSON.createObjectNode();
    ArrayNode page = answer.putArray("taskArns");
    boolean afterEmpty = token.endsWith("e");
    int from = Integer.parseInt(token.replace("e", ""));
    if (!afterEmpty && emptyPagesBefore.contains(from / 100 + 1)) {
      return Answer.ok(answer.put("nextToken", from + "e"));
    }
    arns.stream().skip(from).limit(request.path("maxResults").asInt(100)).forEach(page::add);
    if (from + page.size() < arns.size()) {
      answer.put("nextToken", String.valueOf(from + page.size()));
    }
    return Answer.ok(answer);
  }

  private static Answer describe(
      JsonNode request, String names, Map<String, ObjectNode> things, int max, String into) {
    if (request.path(names).size() > max) {
      return Answer.error("InvalidParameterException", names + " can have at most " + max);
    }
    ObjectNode answer = StubAws.JSON.createObjectNode();
    ArrayNode found = answer.putArray(into);
    ArrayNode failures = answer.putArray("failures");
    for (JsonNode name : request.path(names)) {
      ObjectNode thing = things.get(name.asText());
      if (thing != null) {
        found.add(thing);
      } else {
        failures.addObject().put("arn", name.asText()).put("reason", "MISSING");
      }
    }
    return Answer.ok(answer);
  }

  private Answer describeTaskDefinition(JsonNode request) {
    ObjectNode definition = definitions.get(request.path("taskDefinition").asText());
    return definition == null
        ? Answer.error("ClientException", "Unable to describe task definition.")
        : Answer.ok(StubAws.JSON.createObjectNode().set("taskDefinition", definition));
  }

  private Answer describeInstances(JsonNode request) {
    StringBuilder xml =
        new StringBuilder("<DescribeInstancesResponse><reservationSet><item><instancesSet>");
    request
        .properties()
        .forEach(
            field -> {
              String ip = machines.get(field.getValue().asText());
              if (field.getKey().startsWith("Filter.1.Value.") && ip != null) {
                xml.append("<item><instanceId>").append(field.getValue().asText());
                xml.append("</instanceId><privateIpAddress>").append(ip);
                xml.append("</privateIpAddress></item>");
              }
            });
    return Answer.ok(
        xml.append("</instancesSet></item></reservationSet></DescribeInstancesResponse>")
            .toString());
  }

  private Answer describeInstanceInformation(JsonNode request) {
    ObjectNode answer = StubAws.JSON.createObjectNode();
    ArrayNode list = answer.putArray("InstanceInformationList");
    for (JsonNode id : request.path("Filters").path(0).path("Values")) {
      if (machines.containsKey(id.asText())) {
        list.addObject().put("InstanceId", id.asText()).put("IPAddress", machines.get(id.asText()));
      }
    }
    return Answer.ok(answer);
  }
}
