package io.github.ecstasktracker.workqueue;

/**
 * Every request to a {@link WorkQueue} since the start: {@code accepted = merged + served + dropped
 * + waiting}.
 *
 * @param accepted adds, delayed adds and retries that answered true
 * @param merged those that found the key waiting
 * @param served requests handed out
 * @param dropped delayed requests that the shutdown dropped
 */
public record QueueCounts(long accepted, long merged, long served, long dropped) {}
