package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.map;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static io.github.ecstasktracker.target.dynamodb.Items.with;
import static io.github.ecstasktracker.target.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.testing.DynamoDbJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ScanCollectorTest {
  private static final Map<String, AttributeValue> ITEM = web("4", backend(1));

  @Test
  void originalsReadmeItems_areABackendAndItsFrontend() {
    TableScan scan =
        scan(
            DynamoDbJson.fixture("readme-backend.json"),
            DynamoDbJson.fixture("readme-frontend.json"));

    assertThat(scan.backends()).containsOnlyKeys(new BackendKey("test"));
    assertThat(scan.backends().get(new BackendKey("test")))
        .isInstanceOf(StoredBackend.Present.class);
    assertThat(scan.frontends()).containsExactly(Map.entry("test", "test"));
    assertThat(scan.nameless()).isEmpty();
    assertThat(scan.strangers()).isEmpty();
  }

  @Test
  void sameNameUnderTwoIds_isMalformedAndNamesBoth() {
    TableScan scan = scan(ITEM, with(ITEM, "id", s("handmade")));

    assertThat(scan.backends())
        .containsExactly(
            Map.entry(
                WEB,
                new StoredBackend.Malformed(
                    WEB,
                    "handmade, web__backend",
                    "more than one item stands for it: ids handmade, web__backend")));
  }

  @Test
  void sameNameUnderThreeIds_namesAllThree() {
    TableScan scan = scan(ITEM, with(ITEM, "id", s("a")), with(ITEM, "id", s("b")));

    assertThat(scan.backends().get(WEB))
        .isEqualTo(
            new StoredBackend.Malformed(
                WEB,
                "a, b, web__backend",
                "more than one item stands for it: ids a, b, web__backend"));
  }

  @Test
  void idOfOneBackendAndNameOfAnother_blocksBoth() {
    TableScan scan = scan(with(ITEM, "name", s("shop")));

    assertThat(scan.backends()).containsOnlyKeys(WEB, new BackendKey("shop"));
    assertThat(scan.backends().values())
        .allSatisfy(
            item ->
                assertThat(item)
                    .isInstanceOfSatisfying(
                        StoredBackend.Malformed.class,
                        malformed ->
                            assertThat(malformed.reason())
                                .isEqualTo("its name is shop, so its id should be shop__backend")));
  }

  @Test
  void nameless_isReportedAndBlocksTheBackendOfItsId() {
    TableScan scan = scan(without(ITEM, "name"));

    assertThat(scan.nameless())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.itemId()).isEqualTo("web__backend");
              assertThat(item.reason()).startsWith("it has no name");
            });
    assertThat(scan.backends().get(WEB)).isInstanceOf(StoredBackend.Malformed.class);
  }

  @Test
  void namelessUnderAnotherId_blocksNoBackend() {
    TableScan scan = scan(with(without(ITEM, "name"), "id", s("handmade")));

    assertThat(scan.nameless())
        .extracting(StoredBackend.Malformed::key)
        .containsExactly(new BackendKey("handmade"));
    assertThat(scan.backends()).isEmpty();
  }

  @Test
  void namelessFrontend_isReportedToo() {
    TableScan scan = scan(without(DynamoDbJson.fixture("readme-frontend.json"), "name"));

    assertThat(scan.nameless())
        .extracting(StoredBackend.Malformed::itemId)
        .containsExactly("test__frontend");
    assertThat(scan.frontends()).isEmpty();
  }

  @Test
  void frontendWithoutAReadableBackend_pointsNowhere() {
    TableScan scan =
        scan(
            Map.of("id", s("a__frontend"), "name", s("a"), "frontend", s("junk")),
            Map.of(
                "id", s("b__frontend"),
                "name", s("b"),
                "frontend", map(Map.of("backend", n("1")))));

    assertThat(scan.frontends()).containsOnly(Map.entry("a", ""), Map.entry("b", ""));
  }

  @Test
  void neitherBackendNorFrontend_isAStranger() {
    TableScan scan = scan(Map.of("id", s("lease")), Map.of("id", s("odd"), "name", s("odd")));

    assertThat(scan.strangers()).containsExactly("lease", "odd");
    assertThat(scan.backends()).isEmpty();
  }

  @Test
  void emptyItemUnderABackendsId_blocksThatBackend() {
    TableScan scan = scan(Map.of("id", s("web__backend"), "name", s("web")));

    assertThat(scan.backends().get(WEB))
        .isEqualTo(new StoredBackend.Malformed(WEB, "web__backend", "it has no attribute backend"));
    assertThat(scan.strangers()).isEmpty();
  }

  @Test
  void itemThatIsBoth_isABackendToTraefik() {
    TableScan scan = scan(with(ITEM, "frontend", map(Map.of("backend", s("web")))));

    assertThat(scan.backends().get(WEB)).isInstanceOf(StoredBackend.Present.class);
    assertThat(scan.frontends()).isEmpty();
  }

  @Test
  void oneMalformedItem_leavesTheOthersReadable() {
    Map<String, AttributeValue> other =
        with(with(ITEM, "id", s("shop__backend")), "name", s("shop"));
    TableScan scan = scan(with(ITEM, "backend", s("junk")), other);

    assertThat(scan.backends().get(WEB)).isInstanceOf(StoredBackend.Malformed.class);
    assertThat(scan.backends().get(new BackendKey("shop")))
        .isInstanceOf(StoredBackend.Present.class);
  }

  @SafeVarargs
  private static TableScan scan(Map<String, AttributeValue>... items) {
    ScanCollector collector = new ScanCollector();
    for (Map<String, AttributeValue> item : items) {
      collector.add(item);
    }
    return collector.collect();
  }
}
