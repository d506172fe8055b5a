package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.wire.RealClients;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The naive way, over the wire, for comparison: any event makes it list and describe the service
 * that it names and write what differs. One worker, no lease, no guards, no limits of its own; what
 * AWS refuses it tries again a moment later.
 */
final class ListAndDescribe implements AutoCloseable {
  private static final long AGAIN_MILLIS = 50;
  private static final int WAIT_SECONDS = 10;
  private static final int POLLERS = 2;

  private final String queueUrl;
  private final List<String> services;
  private final RealClients clients;
  private final SqsClient sqs;
  private final ServiceReading reading;
  private final Set<String> queued = new LinkedHashSet<>();
  private final BlockingQueue<String> dirty = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  ListAndDescribe(LocalAws aws, String cluster, String queueUrl) {
    this.queueUrl = queueUrl;
    this.clients = new RealClients(aws.endpoint());
    this.sqs = clients.sqs();
    this.reading = new ServiceReading(clients, cluster);
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
      reading.at(service);
    } catch (SdkException e) {
      Thread.sleep(AGAIN_MILLIS);
      mark(service);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    clients.close();
  }
}
