package io.github.ecstasktracker.simulation.dynamodb;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * The transactions that landed of late, by their client's token: DynamoDB knows a token for ten
 * minutes after its request was done
 * (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
 */
final class RequestTokens {
  private static final long KNOWN_NANOS = Duration.ofMinutes(10).toNanos();

  private record Done(TransactWriteItemsRequest request, long nanos) {}

  /** In the order of their time. */
  private final Map<String, Done> done = new LinkedHashMap<>();

  /** Whether this very request has landed; a token of another request is refused. */
  boolean landed(TransactWriteItemsRequest request, long nowNanos) {
    forget(nowNanos);
    Done earlier = done.get(request.clientRequestToken());
    if (earlier == null) {
      return false;
    }
    if (!earlier.request().equals(request)) {
      throw Errors.tokenOfAnother();
    }
    return true;
  }

  void add(TransactWriteItemsRequest request, long nowNanos) {
    if (request.clientRequestToken() != null) {
      done.put(request.clientRequestToken(), new Done(request, nowNanos));
    }
  }

  private void forget(long nowNanos) {
    Iterator<Done> oldest = done.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().nanos() >= KNOWN_NANOS) {
      oldest.remove();
    }
  }
}
