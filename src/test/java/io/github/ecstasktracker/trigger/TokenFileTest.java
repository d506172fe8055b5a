package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();

  @Test
  void matches_onlyTheTrimmedContent() throws IOException {
    TokenFile token = open("  secret \r\n");
    assertThat(token.matches("secret")).isTrue();
    assertThat(token.matches("  secret \r\n")).isFalse();
    assertThat(token.matches("secre")).isFalse();
    assertThat(token.matches("secrets")).isFalse();
    assertThat(token.matches("")).isFalse();
  }

  @Test
  void changedFile_isReadAnewAfterFiveSeconds() throws IOException {
    TokenFile token = open("old");
    write("new");
    clock.advance(Duration.ofSeconds(4));
    assertThat(token.matches("old")).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(token.matches("new")).isTrue();
    assertThat(token.matches("old")).isFalse();
  }

  @Test
  void fileThatBecameUnusable_leavesTheLastTokenUntilItIsBack() throws IOException {
    TokenFile token = open("old");
    write("");
    clock.advance(Duration.ofSeconds(5));
    assertThat(token.matches("old")).isTrue();
    assertThat(token.matches("")).isFalse();
    Files.delete(file());
    clock.advance(Duration.ofSeconds(5));
    assertThat(token.matches("old")).isTrue();
    write("new");
    clock.advance(Duration.ofSeconds(5));
    assertThat(token.matches("new")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void open_emptyFile_fails(String content) throws IOException {
    write(content);
    assertThat(TokenFile.open(file(), clock)).isInstanceOf(Result.Failed.class);
  }

  @Test
  void open_hugeOrMissingFile_fails() throws IOException {
    assertThat(TokenFile.open(file(), clock)).isInstanceOf(Result.Failed.class);
    write("x".repeat(5_000));
    assertThat(TokenFile.open(file(), clock)).isInstanceOf(Result.Failed.class);
  }

  private TokenFile open(String content) throws IOException {
    write(content);
    return ((Result.Ok<TokenFile>) TokenFile.open(file(), clock)).value();
  }

  private void write(String content) throws IOException {
    Files.writeString(file(), content);
  }

  private Path file() {
    return directory.resolve("token");
  }
}
