package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.time.Duration;

/** Delivers over HTTP, again and again as the sender's rules have it. */
public final class Deliveries {
  /** How a sender treats an answer, and how often it tries. */
  public enum Rules {
    /** SNS: anything from 200 to 499 is final; three retries, 20 s apart. */
    SNS(3) {
      @Override
      boolean isFinal(int status) {
        return status >= 200 && status <= 499;
      }

      @Override
      Duration pause(int retry) {
        return Duration.ofSeconds(20);
      }
    },
    /** An API destination: 429 and 5xx are tried again, ever more slowly. */
    API_DESTINATION(10) {
      @Override
      boolean isFinal(int status) {
        return status != 429 && status < 500;
      }

      @Override
      Duration pause(int retry) {
        return Duration.ofSeconds(Math.min(60, 1L << retry));
      }
    };

    private final int retries;

    Rules(int retries) {
      this.retries = retries;
    }

    abstract boolean isFinal(int status);

    abstract Duration pause(int retry);
  }

  private final Monitor monitor;
  private final Timeline timeline;
  private Postman postman =
      (post, outcome) -> {
        throw new IllegalStateException("nobody carries POSTs here: set a Postman");
      };
  private long attempts;
  private long accepted;
  private long refused;
  private long givenUp;

  public Deliveries(Monitor monitor, Timeline timeline) {
    this.monitor = monitor;
    this.timeline = timeline;
  }

  public void by(Postman postman) {
    this.postman = postman;
  }

  void send(Post post, Rules rules) {
    attempt(post, rules, 0);
  }

  private void attempt(Post post, Rules rules, int retry) {
    attempts++;
    postman.post(post, result -> monitor.run(() -> settle(post, rules, retry, result)));
  }

  private void settle(Post post, Rules rules, int retry, PostResult result) {
    if (result instanceof PostResult.Answered(int status) && rules.isFinal(status)) {
      if (status < 300) {
        accepted++;
      } else {
        refused++;
      }
    } else if (retry == rules.retries) {
      givenUp++;
    } else {
      timeline.after(rules.pause(retry), () -> attempt(post, rules, retry + 1));
    }
  }

  public long attempts() {
    return attempts;
  }

  /** Answered with 2xx. */
  public long accepted() {
    return accepted;
  }

  /** Answered for good with anything else. */
  public long refused() {
    return refused;
  }

  public long givenUp() {
    return givenUp;
  }
}
