package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The rule's event pattern. It matches events of the clusters' tasks and container instances by
 * {@code clusterArn}, and events of their services and deployments, which only name the service, by
 * {@code resources} (docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html).
 */
final class EventPattern {
  /** A rule's quota (docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
  static final int LENGTH_MAX = 2_048;

  static final String SOURCE = "aws.ecs";
  static final String TASK = "ECS Task State Change";
  private static final String INSTANCE = "ECS Container Instance State Change";
  private static final String SERVICE = "ECS Service Action";
  private static final String DEPLOYMENT = "ECS Deployment State Change";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private EventPattern() {}

  static ObjectNode of(ClusterArns clusters) {
    ObjectNode byCluster = NODES.objectNode();
    byCluster.set("detail-type", texts(List.of(TASK, INSTANCE)));
    byCluster.putObject("detail").set("clusterArn", texts(clusters.clusters()));
    ObjectNode byService = NODES.objectNode();
    byService.set("detail-type", texts(List.of(SERVICE, DEPLOYMENT)));
    ArrayNode resources = byService.putArray("resources");
    clusters.servicePrefixes().forEach(prefix -> resources.addObject().put("prefix", prefix));
    ObjectNode pattern = NODES.objectNode();
    pattern.set("source", texts(List.of(SOURCE)));
    pattern.putArray("$or").add(byCluster).add(byService);
    return pattern;
  }

  /** A sample of the most important event, as ECS would send it for a cluster's service. */
  static JsonNode sample(String clusterArn, String lastStatus) {
    ObjectNode event = NODES.objectNode();
    event.put("version", "0");
    event.put("source", SOURCE);
    event.put("detail-type", TASK);
    String[] parts = clusterArn.split(":", 6);
    event.put("region", parts[3]);
    event.put("account", parts[4]);
    ObjectNode detail = event.putObject("detail");
    detail.put("clusterArn", clusterArn);
    detail.put("group", "service:any");
    detail.put("lastStatus", lastStatus);
    detail.put("desiredStatus", lastStatus);
    event.putArray("resources").add(clusterArn.replace(":cluster/", ":task/") + "/any");
    return event;
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }
}
