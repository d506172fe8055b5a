package io.github.ecstasktracker.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.faults.Counters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notes when events leave the bus. A target like the controller's own, registered before it, on a
 * bus of fixed latency: so both get an event in the same moment.
 */
final class Departures implements Consumer<String> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One event, and the calls that had been made when it left. */
  record Departure(
      String service,
      String lastStatus,
      String desiredStatus,
      long nanos,
      Map<String, Long> calls) {
    boolean running() {
      return lastStatus.equals("RUNNING") && desiredStatus.equals("RUNNING");
    }

    boolean dying() {
      return lastStatus.equals("RUNNING") && desiredStatus.equals("STOPPED");
    }

    boolean stopped() {
      return lastStatus.equals("STOPPED");
    }
  }

  private final Counters counters;
  // Emptied before each death, which makes about ten.
  private final BlockingQueue<Departure> noted = new LinkedBlockingQueue<>();

  Departures(Counters counters) {
    this.counters = counters;
  }

  @Override
  public void accept(String event) {
    long now = System.nanoTime();
    JsonNode detail;
    try {
      detail = JSON.readTree(event).path("detail");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    noted.add(
        new Departure(
            detail.path("group").asText().replace("service:", ""),
            detail.path("lastStatus").asText(),
            detail.path("desiredStatus").asText(),
            now,
            counters.byOperation()));
  }

  void clear() {
    noted.clear();
  }

  /** The next one, in the order of departure. */
  Departure next(Duration within) throws InterruptedException {
    @Nullable Departure next = noted.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new IllegalStateException("no event left the bus in " + within);
    }
    return next;
  }
}
