package io.github.ecstasktracker.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ends when all that were added have ended, and no more are to come. */
final class Completion {
  private final List<CompletableFuture<Void>> parts = new ArrayList<>();
  private CompletableFuture<Void> all = new CompletableFuture<>();

  void add(CompletableFuture<Void> part) {
    parts.add(part.exceptionally(_ -> null));
  }

  void close() {
    all = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  void then(Runnable work) {
    var _ = all.thenRun(work);
  }

  void join() {
    all.join();
  }
}
