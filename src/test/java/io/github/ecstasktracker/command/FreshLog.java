package io.github.ecstasktracker.command;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Gives the log back as the tests have it, after one that configured it. */
public final class FreshLog implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) throws JoranException {
    LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
    log.reset();
    new ContextInitializer(log).autoConfig();
  }
}
