package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.map;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.nul;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static io.github.ecstasktracker.target.dynamodb.Items.with;
import static io.github.ecstasktracker.target.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.target.dynamodb.ItemRevision.Place;
import io.github.ecstasktracker.testing.DynamoDbJson;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemCodecTest {
  private static final Map<String, AttributeValue> PLAIN = web("4", backend(1, 2));

  @Test
  void originalsReadmeItem_isReadWithItsServers() {
    StoredBackend.Present item =
        present(
            ItemCodec.decode(new BackendKey("test"), DynamoDbJson.fixture("readme-backend.json")));

    assertThat(item.servers())
        .containsOnlyKeys("10.11.11.100:32894", "10.11.11.110:32864", "10.11.11.242:32867")
        .containsEntry(
            "10.11.11.100:32894",
            new StoredServer(
                "10.11.11.100:32894", "http://10.11.11.100:32894", OptionalInt.of(0), true));
    assertThat(revision(item).version()).contains(BigInteger.valueOf(4));
  }

  @Test
  void originalsReadmeItemInDynamoDbJson_hasAnIdThatIsNotItsNames() {
    assertThat(
            ItemCodec.decode(
                new BackendKey("test"), DynamoDbJson.fixture("readme-backend.typed.json")))
        .isEqualTo(
            new StoredBackend.Malformed(
                new BackendKey("test"),
                "test",
                "its name is test, so its id should be test__backend"));
  }

  @Test
  void itemWithEverythingTraefikKnows_isReadByItsServersAlone() {
    StoredBackend.Present item =
        present(
            ItemCodec.decode(
                new BackendKey("shop"), DynamoDbJson.fixture("backend-full.typed.json")));

    assertThat(item.servers()).containsOnlyKeys("10.0.1.5:32768", "10.0.1.6:32801");
    assertThat(item.servers().values()).allMatch(StoredServer::wellFormed);
    assertThat(item.servers().get("10.0.1.6:32801").weight()).hasValue(10);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("it has no attribute backend", without(PLAIN, "backend")),
        arguments("its backend is of type S, not M", with(PLAIN, "backend", s("x"))),
        arguments(
            "its servers are of type L, not M",
            with(PLAIN, "backend", map(Map.of("servers", AttributeValue.fromL(List.of()))))),
        arguments(
            "Traefik reads its attribute backend.Servers as servers",
            with(PLAIN, "backend", map(Map.of("Servers", map(Map.of()))))),
        arguments("its version is no whole number: of type S", with(PLAIN, "version", s("4"))),
        arguments("its version is no whole number: of type NUL", with(PLAIN, "version", nul())),
        arguments("its version is no whole number: 1.5", with(PLAIN, "version", n("1.5"))),
        arguments("its version is no whole number: 1E+37", with(PLAIN, "version", n("1E+37"))),
        arguments(
            "its name is shop, so its id should be shop__backend", with(PLAIN, "name", s("shop"))),
        arguments(
            "it has no name: until it is fixed, Traefik 1.x ignores every change in the whole"
                + " table",
            without(PLAIN, "name")),
        arguments(
            "its name is of type N, not S: until it is fixed, Traefik 1.x ignores every change in"
                + " the whole table",
            with(PLAIN, "name", n("7"))));
  }

  @ParameterizedTest
  @MethodSource
  void malformed(String reason, Map<String, AttributeValue> item) {
    assertThat(ItemCodec.decode(WEB, item))
        .isEqualTo(new StoredBackend.Malformed(WEB, "web__backend", reason));
  }

  static Stream<Arguments> withoutServers() {
    return Stream.of(
        arguments(Place.MAP, map(Map.of("servers", map(Map.of())))),
        arguments(Place.ABSENT, map(Map.of())),
        arguments(Place.ABSENT, map(Map.of("maxConn", nul()))),
        arguments(Place.NULL, map(Map.of("servers", nul()))),
        arguments(Place.BACKEND_NULL, nul()));
  }

  @ParameterizedTest
  @MethodSource
  void withoutServers(Place place, AttributeValue backend) {
    StoredBackend.Present item = present(ItemCodec.decode(WEB, with(PLAIN, "backend", backend)));

    assertThat(item.servers()).isEmpty();
    assertThat(revision(item).place()).isEqualTo(place);
  }

  @Test
  void versionAbsent_isPresent() {
    StoredBackend.Present item = present(ItemCodec.decode(WEB, without(PLAIN, "version")));
    assertThat(revision(item).version()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-3, -3",
    "4.0, 4",
    "1E+2, 100",
    "9999999999999999999999999999999999999, 9999999999999999999999999999999999999"
  })
  void wholeVersion_isReadExactly(String stored, BigInteger version) {
    StoredBackend.Present item = present(ItemCodec.decode(WEB, with(PLAIN, "version", n(stored))));
    assertThat(revision(item).version()).contains(version);
  }

  static Stream<Arguments> entries() {
    AttributeValue url = s("http://10.0.0.1:80");
    return Stream.of(
        arguments(map(Map.of("url", url, "weight", n("3"))), OptionalInt.of(3), true),
        arguments(map(Map.of("url", url, "weight", n("3.0"))), OptionalInt.of(3), true),
        arguments(map(Map.of("url", url, "weight", n("03"))), OptionalInt.of(3), true),
        arguments(
            map(Map.of("url", url, "weight", n("3"), "zone", s("a"))), OptionalInt.of(3), true),
        arguments(map(Map.of("url", url)), OptionalInt.empty(), true),
        arguments(map(Map.of("url", url, "weight", nul())), OptionalInt.empty(), true),
        arguments(
            map(Map.of("url", url, "weight", n("2147483647"))),
            OptionalInt.of(Integer.MAX_VALUE),
            true),
        arguments(map(Map.of("url", url, "weight", n("2147483648"))), OptionalInt.empty(), false),
        arguments(map(Map.of("url", url, "weight", n("-1"))), OptionalInt.empty(), false),
        arguments(map(Map.of("url", url, "weight", n("1.5"))), OptionalInt.empty(), false),
        arguments(map(Map.of("url", url, "weight", s("1"))), OptionalInt.empty(), false),
        arguments(map(Map.of("weight", n("1"))), OptionalInt.of(1), false),
        arguments(map(Map.of("url", n("1"), "weight", n("1"))), OptionalInt.of(1), false),
        arguments(s("http://10.0.0.1:80"), OptionalInt.empty(), false));
  }

  @ParameterizedTest
  @MethodSource
  void entries(AttributeValue entry, OptionalInt weight, boolean wellFormed) {
    StoredBackend.Present item =
        present(
            ItemCodec.decode(
                WEB, with(PLAIN, "backend", map(Map.of("servers", map(Map.of("a", entry)))))));

    assertThat(item.servers()).containsOnlyKeys("a");
    assertThat(item.servers().get("a").weight()).isEqualTo(weight);
    assertThat(item.servers().get("a").wellFormed()).isEqualTo(wellFormed);
    assertThat(revision(item).servers()).as("as it was read").isEqualTo(Map.of("a", entry));
  }

  @Test
  void entriesAsThisProjectWritesThem_areNotKeptInTheirRawForm() {
    AttributeValue odd = map(Map.of("url", s("http://b:80")));
    StoredBackend.Present item =
        present(
            ItemCodec.decode(
                WEB,
                with(
                    PLAIN,
                    "backend",
                    map(Map.of("servers", map(Map.of("a", Items.entry(1), "b", odd)))))));

    assertThat(revision(item).entries().odd()).containsOnly(Map.entry("b", odd));
    assertThat(revision(item).servers()).isEqualTo(Map.of("a", Items.entry(1), "b", odd));
  }

  @Test
  void encodeServer_withoutWeight_writesZero() {
    StoredServer server = new StoredServer("a", "http://a:80", OptionalInt.empty(), true);
    assertThat(ItemCodec.encodeServer(server, null))
        .isEqualTo(map(Map.of("url", s("http://a:80"), "weight", n("0"))));
  }

  @Test
  void encodeServer_overAnEntryThatIsNoMap_replacesIt() {
    assertThat(ItemCodec.encodeServer(Items.server(1), s("junk"))).isEqualTo(Items.entry(1));
  }

  @Test
  void encodeServer_withoutUrl_isRefused() {
    StoredServer server = new StoredServer("a", null, OptionalInt.of(0), true);
    assertThatThrownBy(() -> ItemCodec.encodeServer(server, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void revisionsOfTheSameState_areEqual() {
    assertThat(ItemCodec.decode(WEB, PLAIN))
        .isEqualTo(ItemCodec.decode(WEB, web("4", backend(2, 1))));
    assertThat(Optional.of(ItemCodec.decode(WEB, PLAIN)))
        .isNotEqualTo(Optional.of(ItemCodec.decode(WEB, web("5", backend(2, 1)))));
  }

  private static StoredBackend.Present present(StoredBackend stored) {
    assertThat(stored).isInstanceOf(StoredBackend.Present.class);
    return (StoredBackend.Present) stored;
  }

  private static ItemRevision revision(StoredBackend.Present item) {
    return (ItemRevision) item.revision();
  }
}
