package io.github.ecstasktracker.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredServerTest {
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 9, 10, Integer.MAX_VALUE})
  void weight_isWhatWasAskedFor(int weight) {
    assertThat(StoredServer.weight(weight)).isEqualTo(OptionalInt.of(weight));
  }

  @Test
  void weightOfOneDigit_isShared() {
    Address address = new Address("10.0.0.1", 80);
    assertThat(StoredServer.of(address, "http", 1).weight()).isSameAs(StoredServer.weight(1));
  }
}
