package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.wire.RealClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The naive way, over the wire, for comparison: any event makes it list and describe the service
 * that it names and write what differs. One worker, no lease, no guards, no limits of its own; what
 * AWS refuses it tries again a moment later. It knows bridge services alone.
 */
final class ListAndDescribe implements AutoCloseable {
  private static final long AGAIN_MILLIS = 50;
  private static final int WAIT_SECONDS = 10;
  private static final int POLLERS = 2;

  private final String cluster;
  private final String queueUrl;
  private final List<String> services;
  private final RealClients clients;
  private final EcsClient ecs;
  private final Ec2Client ec2;
  private final SqsClient sqs;
  private final DynamoDbClient table;
  private final Map<String, String> hosts = new HashMap<>();
  private final Set<String> queued = new LinkedHashSet<>();
  private final BlockingQueue<String> dirty = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  ListAndDescribe(LocalAws aws, String cluster, String queueUrl) {
    this.cluster = cluster;
    this.queueUrl = queueUrl;
    this.clients = new RealClients(aws.endpoint());
    this.ecs = clients.ecs();
    this.ec2 = clients.ec2();
    this.sqs = clients.sqs();
    this.table = clients.dynamoDb();
    this.services = aws.account().cluster(cluster).serviceNames();
    for (int i = 0; i < POLLERS; i++) {
      threads.add(Thread.ofPlatform().daemon().name("naive-poll").start(() -> forEver(this::poll)));
    }
    threads.add(Thread.ofPlatform().daemon().name("naive-work").start(() -> forEver(this::work)));
  }

  /** As at a start. */
  void lookAtAll() {
    services.forEach(this::mark);
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private void forEver(Step step) {
    while (!closed) {
      try {
        step.run();
      } catch (InterruptedException e) {
        return; // it is closed
      } catch (RuntimeException e) {
        if (!closed) {
          throw e;
        }
      }
    }
  }

  private void mark(String service) {
    synchronized (queued) {
      if (queued.add(service)) {
        dirty.add(service);
      }
    }
  }

  private void poll() throws InterruptedException {
    try {
      List<Message> messages =
          sqs.receiveMessage(
                  ask ->
                      ask.queueUrl(queueUrl).maxNumberOfMessages(10).waitTimeSeconds(WAIT_SECONDS))
              .messages();
      for (Message message : messages) {
        String group = ChurnCalls.json(message.body()).path("detail").path("group").asText();
        mark(group.replace("service:", ""));
      }
      if (!messages.isEmpty()) {
        sqs.deleteMessageBatch(done -> done.queueUrl(queueUrl).entries(entries(messages)));
      }
    } catch (SdkException e) {
      Thread.sleep(AGAIN_MILLIS);
    }
  }

  private static List<DeleteMessageBatchRequestEntry> entries(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                DeleteMessageBatchRequestEntry.builder()
                    .id(message.messageId())
                    .receiptHandle(message.receiptHandle())
                    .build())
        .toList();
  }

  private void work() throws InterruptedException {
    String service = dirty.take();
    synchronized (queued) {
      queued.remove(service);
    }
    try {
      reconcile(service);
    } catch (SdkException e) {
      Thread.sleep(AGAIN_MILLIS);
      mark(service);
    }
  }

  private void reconcile(String service) {
    List<String> arns =
        ecs.listTasks(ask -> ask.cluster(cluster).serviceName(service)).taskArns();
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

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    clients.close();
  }
}
