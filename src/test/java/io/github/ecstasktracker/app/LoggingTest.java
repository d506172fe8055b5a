package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.LogFormat;
import io.github.ecstasktracker.app.config.LogLevel;
import io.github.ecstasktracker.command.FreshLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(FreshLog.class)
class LoggingTest {
  private static final Logger OURS = LoggerFactory.getLogger(LoggingTest.class);
  private static final Logger OTHERS = LoggerFactory.getLogger("org.example.Library");

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(before);
  }

  @Test
  void text_isOneLineWithItsKeys() {
    log(LogLevel.INFO, LogFormat.TEXT);

    OURS.atInfo().addKeyValue("backend", "web").log("backend changed");

    assertThat(lines())
        .singleElement()
        .asString()
        .matches("\\S+Z INFO  LoggingTest - backend changed backend=\"web\"");
  }

  @Test
  void valueWithALineFeed_forgesNoLine() {
    log(LogLevel.INFO, LogFormat.TEXT);

    OURS.atInfo().addKeyValue("key", "a\nERROR forged\u001b[31m").log("read");

    assertThat(lines()).singleElement().asString().contains("a?ERROR forged?[31m");
  }

  @Test
  void json_isOneObjectALineWithItsKeys() throws Exception {
    log(LogLevel.INFO, LogFormat.JSON);

    OURS.atWarn().addKeyValue("backend", "we\nb").addKeyValue("added", 2).log("backend changed");

    JsonNode line = new ObjectMapper().readTree(lines().getFirst());
    assertThat(lines()).hasSize(1);
    assertThat(line.path("message").asText()).isEqualTo("backend changed");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("backend").asText()).isEqualTo("we\nb");
    assertThat(line.path("added").asInt()).isEqualTo(2);
    assertThat(line.path("@timestamp").asText()).endsWith("Z");
  }

  @Test
  void debug_isOursAlone() {
    log(LogLevel.DEBUG, LogFormat.TEXT);

    OURS.debug("ours");
    OTHERS.info("headers and bodies");
    OTHERS.warn("theirs");

    assertThat(lines()).hasSize(2).allMatch(line -> line.matches(".*(ours|theirs).*"));
  }

  @Test
  void levelBelow_isSilent() {
    log(LogLevel.ERROR, LogFormat.TEXT);

    OURS.warn("quiet");
    OTHERS.warn("quiet");
    OURS.error("loud");

    assertThat(lines()).singleElement().asString().contains("loud");
  }

  private static void log(LogLevel level, LogFormat format) {
    Logging.apply(new Config.Logs(level, format, false));
  }

  private List<String> lines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
