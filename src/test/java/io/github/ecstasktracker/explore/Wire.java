package io.github.ecstasktracker.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * What one process has sent out and not yet heard of. A call takes effect at one step, and its
 * answer arrives at another; between them anything may happen.
 */
final class Wire {
  private final List<Call<?>> calls = new ArrayList<>();
  private int sent;

  /** What a call does to the rest of the world. */
  enum Effect {
    READ,
    /** Changes the managed table. */
    WRITE,
    /** Changes the lease. */
    LEASE_WRITE
  }

  /**
   * Blocks the job that calls until the answer has arrived.
   *
   * @param learned tells by its text all that the process learns by the answer
   */
  <T> T call(String operation, Effect effect, Supplier<T> work, Function<T, Object> learned) {
    Call<T> call = new Call<>(operation, ++sent, effect, work, learned);
    calls.add(call);
    call.returned.acquireUninterruptibly();
    return call.answer();
  }

  /** Those on their way, in the order in which they were sent. */
  List<Call<?>> calls() {
    return List.copyOf(calls);
  }

  /** One call. */
  final class Call<T> {
    private final String operation;
    private final String name;
    private final Effect effect;
    private final Supplier<T> work;
    private final Function<T, Object> learning;
    private final Semaphore returned = new Semaphore(0);
    private @Nullable T value;
    private @Nullable RuntimeException failure;
    private @Nullable String learned;

    private Call(
        String operation,
        int number,
        Effect effect,
        Supplier<T> work,
        Function<T, Object> learning) {
      this.operation = operation;
      this.name = operation + "#" + number;
      this.effect = effect;
      this.work = work;
      this.learning = learning;
    }

    String name() {
      return name;
    }

    boolean isA(String operation) {
      return this.operation.equals(operation);
    }

    Effect effect() {
      return effect;
    }

    boolean landed() {
      return learned != null;
    }

    /** It takes effect. */
    void land() {
      try {
        value = work.get();
        learned = learning.apply(value).toString();
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    /** No answer will come; the process is told so when it has waited long enough. */
    void lose() {
      fail(ApiCallTimeoutException.create(0));
    }

    /** The answer arrives, and the job that waits for it is ready. */
    void arrive() {
      calls.remove(this);
      returned.release();
    }

    /** What the process learns when it arrives. */
    String learned() {
      return Objects.requireNonNull(learned, name);
    }

    private void fail(RuntimeException e) {
      failure = e;
      learned = text(e);
    }

    private T answer() {
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(value, name);
    }
  }

  /** An exception's own text leaves out the items that it bears. */
  private static String text(RuntimeException e) {
    return switch (e) {
      case TransactionCanceledException cancelled -> cancelled.cancellationReasons().toString();
      case ConditionalCheckFailedException refused -> "refused, found " + refused.item();
      default -> e.toString();
    };
  }
}
