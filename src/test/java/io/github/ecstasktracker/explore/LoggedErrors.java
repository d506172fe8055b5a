package io.github.ecstasktracker.explore;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an error in the log a failure of the run: what is expected to go wrong is no error. */
final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private @Nullable AssertionError first;

  LoggedErrors() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    setContext(context);
    start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel() == Level.ERROR && first == null) {
      first =
          new AssertionError(
              "logged as an error: " + event.getFormattedMessage(),
              event.getThrowableProxy() instanceof ThrowableProxy proxy
                  ? proxy.getThrowable()
                  : null);
    }
  }

  /** Throws what was logged since the last time. */
  void check() {
    AssertionError error = first;
    first = null;
    if (error != null) {
      throw error;
    }
  }

  @Override
  public void close() {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .detachAppender(this);
    stop();
  }
}
