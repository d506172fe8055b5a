package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * One SQS queue: a call each, with a timeout, and with an outcome where SQS fails.
 *
 * <p>The client's HTTP client must allow a read to last longer than {@link #LONG_POLL}.
 */
public final class SqsQueue {
  /** The most that SQS gives, takes or changes in one call. */
  static final int BATCH = 10;

  /** The longest wait that SQS offers. */
  public static final Duration LONG_POLL = Duration.ofSeconds(20);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final SqsClient sqs;
  private final String url;

  public SqsQueue(SqsClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
  }

  /**
   * What a batch call did.
   *
   * @param done what is done
   * @param hopeless what SQS says will never be done, such as a receipt that it no longer knows
   * @param reasons one for each message that failed
   */
  record Batch(Set<InFlightMessage> done, Set<InFlightMessage> hopeless, List<String> reasons) {}

  Result<List<Message>> receive(Duration visibility) {
    return attempt(
        "ReceiveMessage",
        () ->
            sqs.receiveMessage(
                    request ->
                        request
                            .queueUrl(url)
                            .maxNumberOfMessages(BATCH)
                            .waitTimeSeconds(seconds(LONG_POLL))
                            .visibilityTimeout(seconds(visibility))
                            .overrideConfiguration(timeout(LONG_POLL.plus(CALL_TIMEOUT))))
                .messages());
  }

  Result<Batch> delete(List<InFlightMessage> messages) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(messages.get(i).receiptHandle())
              .build());
    }
    return attempt(
        "DeleteMessageBatch",
        () ->
            batch(
                messages,
                sqs.deleteMessageBatch(
                        request ->
                            request
                                .queueUrl(url)
                                .entries(entries)
                                .overrideConfiguration(timeout(CALL_TIMEOUT)))
                    .failed()));
  }

  /** Hides messages for so long from now; zero gives them back at once. */
  Result<Batch> hide(List<InFlightMessage> messages, Duration visibility) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      entries.add(
          ChangeMessageVisibilityBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(messages.get(i).receiptHandle())
              .visibilityTimeout(seconds(visibility))
              .build());
    }
    return attempt(
        "ChangeMessageVisibilityBatch",
        () ->
            batch(
                messages,
                sqs.changeMessageVisibilityBatch(
                        request ->
                            request
                                .queueUrl(url)
                                .entries(entries)
                                .overrideConfiguration(timeout(CALL_TIMEOUT)))
                    .failed()));
  }

  /** A batch call answers 200 even if single messages failed: Failed[] lists them. */
  private static Batch batch(List<InFlightMessage> messages, List<BatchResultErrorEntry> failed) {
    Set<InFlightMessage> done = new HashSet<>(messages);
    Set<InFlightMessage> hopeless = new HashSet<>();
    List<String> reasons = new ArrayList<>();
    for (BatchResultErrorEntry entry : failed) {
      InFlightMessage message = messages.get(Integer.parseInt(entry.id()));
      done.remove(message);
      reasons.add(entry.code());
      if (Boolean.TRUE.equals(entry.senderFault())) {
        hopeless.add(message);
      }
    }
    return new Batch(done, hopeless, reasons);
  }

  private static <T> Result<T> attempt(String call, Supplier<T> supplier) {
    try {
      return new Result.Ok<>(supplier.get());
    } catch (SdkException e) {
      boolean throttled =
          e instanceof SdkServiceException service && service.isThrottlingException();
      return new Result.Failed<>(call + ": " + e.getMessage(), throttled);
    }
  }

  private static AwsRequestOverrideConfiguration timeout(Duration timeout) {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.toSeconds());
  }
}
