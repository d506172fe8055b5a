package io.github.ecstasktracker.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.LogFormat;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures logging. Lines go to standard error, exactly one line per event, so that no text from
 * the network can forge a second line.
 */
public final class Logging {
  private static final String OURS = "io.github.ecstasktracker";

  /** Control characters are replaced, because a value may contain anything. */
  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} -"
          + " %replace(%msg %kvp){'\\p{Cntrl}', '?'}%n";

  private Logging() {}

  public static void apply(Config.Logs logs) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      throw new IllegalStateException("the logging backend is not Logback: " + factory.getClass());
    }
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(logs.format(), context));
    appender.start();
    Level level = Level.toLevel(logs.level().name());
    // Debug lines of libraries contain headers and bodies, so they are off even with --debug.
    Level others = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(others);
    context.getLogger(OURS).setLevel(level);
  }

  private static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext context) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        yield encoder;
      }
      case JSON -> {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setVersion("[ignore]");
        names.setLevelValue("[ignore]");
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        encoder.start();
        yield encoder;
      }
    };
  }
}
