package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.wire.RealClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.Task;

/** One look of {@link ListAndDescribe} at a service. It knows bridge services alone. */
final class ServiceReading {
  private final String cluster;
  private final EcsClient ecs;
  private final Ec2Client ec2;
  private final DynamoDbClient table;
  private final Map<String, String> hosts = new HashMap<>();

  ServiceReading(RealClients clients, String cluster) {
    this.cluster = cluster;
    this.ecs = clients.ecs();
    this.ec2 = clients.ec2();
    this.table = clients.dynamoDb();
  }

  /** Lists and describes the service, and writes what differs. */
  void at(String service) {
    List<String> arns = ecs.listTasks(ask -> ask.cluster(cluster).serviceName(service)).taskArns();
    Map<String, AttributeValue> servers = new HashMap<>();
    if (!arns.isEmpty()) {
      for (Task task : ecs.describeTasks(ask -> ask.cluster(cluster).tasks(arns)).tasks()) {
        if (task.lastStatus().equals("RUNNING") && task.desiredStatus().equals("RUNNING")) {
          String address = address(task);
          AttributeValue url = AttributeValue.fromS("http://" + address);
          AttributeValue weight = AttributeValue.fromN("0");
          servers.put(address, AttributeValue.fromM(Map.of("url", url, "weight", weight)));
        }
      }
    }
    Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS(service + "__backend"));
    Map<String, AttributeValue> item =
        table.getItem(ask -> ask.tableName(LocalAws.TABLE).key(key).consistentRead(true)).item();
    AttributeValue map = AttributeValue.fromM(servers);
    if (item.isEmpty()) {
      Map<String, AttributeValue> all = new HashMap<>(key);
      all.put("name", AttributeValue.fromS(service));
      all.put("backend", AttributeValue.fromM(Map.of("servers", map)));
      table.putItem(put -> put.tableName(LocalAws.TABLE).item(all));
    } else if (!item.get("backend").m().get("servers").m().keySet().equals(servers.keySet())) {
      table.updateItem(
          update ->
              update
                  .tableName(LocalAws.TABLE)
                  .key(key)
                  .updateExpression("SET backend.servers = :s")
                  .expressionAttributeValues(Map.of(":s", map)));
    }
  }

  private String address(Task task) {
    String host = hosts.computeIfAbsent(task.containerInstanceArn(), this::host);
    NetworkBinding first = task.containers().getFirst().networkBindings().getFirst();
    return host + ":" + first.hostPort();
  }

  private String host(String arn) {
    String id =
        ecs.describeContainerInstances(ask -> ask.cluster(cluster).containerInstances(arn))
            .containerInstances()
            .getFirst()
            .ec2InstanceId();
    return ec2.describeInstances(ask -> ask.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst()
        .privateIpAddress();
  }
}
