package io.github.ecstasktracker.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Makes an error in the log a failure of the run, as long as the process that logs it lives: what
 * goes wrong outside is never an error of ours. What a killed process says while its thread unwinds
 * was never said.
 */
final class ErrorLog implements AutoCloseable {
  private static final ThreadLocal<ErrorLog> CURRENT = new ThreadLocal<>();

  static {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Alarm alarm = new Alarm();
    alarm.setContext(context);
    alarm.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(alarm);
  }

  private final Life life;
  private final @Nullable ErrorLog outer;

  private ErrorLog(Life life, @Nullable ErrorLog outer) {
    this.life = life;
    this.outer = outer;
  }

  static ErrorLog of(Life life) {
    ErrorLog log = new ErrorLog(life, CURRENT.get());
    CURRENT.set(log);
    return log;
  }

  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  private static final class Alarm extends UnsynchronizedAppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      ErrorLog current = CURRENT.get();
      if (current != null && event.getLevel() == Level.ERROR) {
        current.life.logged(
            new AssertionError(
                "logged as an error: " + event.getFormattedMessage(),
                event.getThrowableProxy() instanceof ThrowableProxy proxy
                    ? proxy.getThrowable()
                    : null));
      }
    }
  }
}
