package io.github.ecstasktracker.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.benchmark.ChurnLog.Bucket;
import io.github.ecstasktracker.benchmark.ChurnLog.Call;
import io.github.ecstasktracker.benchmark.ChurnLog.Description;
import io.github.ecstasktracker.benchmark.ChurnLog.Pass;
import io.github.ecstasktracker.simulation.wire.AnsweredCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What processes ask of ECS, as it is answered. */
final class ChurnCalls {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Bucket> BUCKETS =
      Map.of(
          "ListTasks", Bucket.CLUSTER_READS,
          "DescribeTasks", Bucket.CLUSTER_READS,
          "ListContainerInstances", Bucket.CLUSTER_READS,
          "DescribeContainerInstances", Bucket.CLUSTER_READS,
          "ListServices", Bucket.SERVICES,
          "DescribeServices", Bucket.SERVICES,
          "DescribeTaskDefinition", Bucket.DEFINITIONS);

  private final List<Call> calls = new ArrayList<>();
  private final List<Description> descriptions = new ArrayList<>();
  private final List<Pass> passes = new ArrayList<>();
  private final Map<String, Pass> lists = new HashMap<>();

  synchronized void answered(AnsweredCall call) {
    String operation = call.operation().name();
    @Nullable Bucket bucket = BUCKETS.get(operation);
    if (bucket == null || !call.operation().service().equals("ecs")) {
      return;
    }
    calls.add(new Call(call.arrived(), call.caller(), bucket, throttled(call)));
    if (call.ok() && operation.equals("DescribeTasks")) {
      Set<String> tasks = new HashSet<>();
      json(call.request()).path("tasks").forEach(task -> tasks.add(id(task.asText())));
      descriptions.add(new Description(call.arrived(), call.answered(), call.caller(), tasks));
    } else if (call.ok() && operation.equals("ListTasks")) {
      listed(call, json(call.request()));
    }
  }

  /** Pages hang together by their tokens, so that half a list is no pass. */
  private void listed(AnsweredCall call, JsonNode request) {
    if (request.has("serviceName")
        || request.has("containerInstance")
        || request.path("desiredStatus").asText().equals("STOPPED")) {
      return;
    }
    String list = call.caller() + " " + request.path("cluster").asText() + " ";
    @Nullable Pass pass =
        request.has("nextToken")
            ? lists.remove(list + request.path("nextToken").asText())
            : new Pass(call.arrived(), 0, call.caller(), request.path("cluster").asText());
    JsonNode next = json(text(call)).path("nextToken");
    if (pass != null && next.isTextual()) {
      lists.put(list + next.asText(), pass);
    } else if (pass != null) {
      passes.add(new Pass(pass.begun(), call.answered(), pass.caller(), pass.cluster()));
    }
  }

  private static boolean throttled(AnsweredCall call) {
    return !call.ok() && text(call).contains("Throttling");
  }

  private static String text(AnsweredCall call) {
    return new String(call.answer(), StandardCharsets.UTF_8);
  }

  synchronized List<Call> calls() {
    return calls.stream().sorted(Comparator.comparingLong(Call::at)).toList();
  }

  synchronized List<Description> descriptions() {
    return descriptions.stream().sorted(Comparator.comparingLong(Description::ended)).toList();
  }

  synchronized List<Pass> passes() {
    return passes.stream().sorted(Comparator.comparingLong(Pass::begun)).toList();
  }

  /** The last part of an ARN of any form. */
  static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
