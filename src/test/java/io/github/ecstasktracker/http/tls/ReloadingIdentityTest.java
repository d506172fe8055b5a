package io.github.ecstasktracker.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadingIdentityTest {
  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong();

  @ParameterizedTest
  @CsvSource({"RSA,RSA", "EC,EC", "Ed25519,EdDSA"})
  void files_areAnIdentityForTheirKindOfKey(String algorithm, String keyType) throws Exception {
    ReloadingIdentity identity = open(PemFiles.in(folder, "a", algorithm));

    assertThat(shown(identity, keyType)).isEqualTo("CN=a");
    assertThat(identity.chooseEngineServerAlias("DSA", null, null)).isNull();
    assertThat(identity.chooseClientAlias(new String[] {keyType}, null, null)).isNull();
  }

  @Test
  void renewedFiles_areReadAfterTenSecondsAndTheOldOnesServeTheirHandshakes() throws Exception {
    PemFiles files = PemFiles.in(folder, "a", "EC");
    ReloadingIdentity identity = open(files);
    String old = identity.chooseEngineServerAlias("EC", null, null);
    PemFiles.in(folder, "b", "EC").over(files);
    pass(Duration.ofMillis(9_999));
    assertThat(shown(identity, "EC")).isEqualTo("CN=a");
    pass(Duration.ofMillis(1));
    assertThat(shown(identity, "EC")).isEqualTo("CN=b");

    assertThat(name(identity.getCertificateChain(old))).isEqualTo("CN=a");
    assertThat(identity.getPrivateKey(old)).isNotNull();
    assertThat(identity.getPrivateKey("none")).isNull();
  }

  @Test
  void halfRenewedFiles_leaveTheLastInForceUntilBothAreThere() throws Exception {
    PemFiles files = PemFiles.in(folder, "a", "EC");
    ReloadingIdentity identity = open(files);
    PemFiles fresh = PemFiles.in(folder, "b", "EC");
    Files.writeString(files.certificates(), Files.readString(fresh.certificates()));
    pass(Duration.ofSeconds(10));
    assertThat(shown(identity, "EC")).isEqualTo("CN=a");
    Files.delete(files.key());
    pass(Duration.ofSeconds(10));
    assertThat(shown(identity, "EC")).isEqualTo("CN=a");
    fresh.over(files);
    pass(Duration.ofSeconds(10));
    assertThat(shown(identity, "EC")).isEqualTo("CN=b");
  }

  @Test
  void keyOfAnother_isRefused() throws Exception {
    PemFiles a = PemFiles.in(folder, "a", "RSA");
    PemFiles b = PemFiles.in(folder, "b", "RSA");

    assertThat(reason(a.certificates(), b.key())).contains("is not the key of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no pem",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"
      })
  void keyInAnotherForm_isRefusedWithItsForm(String text) throws Exception {
    PemFiles a = PemFiles.in(folder, "a", "EC");
    Files.writeString(a.key(), text);

    assertThat(reason(a.certificates(), a.key())).contains("PKCS #8");
  }

  @Test
  void fileThatIsNone_isRefusedAndNeverQuoted() throws Exception {
    PemFiles a = PemFiles.in(folder, "a", "EC");
    Path other = folder.resolve("other");
    assertThat(reason(other, a.key())).contains("cannot be read");
    Files.writeString(other, "");
    assertThat(reason(other, a.key())).isNotEmpty();
    Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    assertThat(reason(a.certificates(), other)).contains("not usable").doesNotContain("c2VjcmV0");
    Files.write(other, new byte[300_000]);
    assertThat(reason(other, a.key())).contains("cannot be read");
  }

  private ReloadingIdentity open(PemFiles files) {
    return switch (ReloadingIdentity.open(files.certificates(), files.key(), nanos::get)) {
      case Result.Ok<ReloadingIdentity>(ReloadingIdentity identity) -> identity;
      case Result.Failed<ReloadingIdentity> failed -> throw new AssertionError(failed.reason());
    };
  }

  private String reason(Path certificates, Path key) {
    return switch (ReloadingIdentity.open(certificates, key, nanos::get)) {
      case Result.Ok<ReloadingIdentity> ok -> throw new AssertionError("accepted");
      case Result.Failed<ReloadingIdentity> failed -> failed.reason();
    };
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static String shown(ReloadingIdentity identity, String keyType) {
    String alias = identity.chooseEngineServerAlias(keyType, null, null);
    return name(identity.getCertificateChain(alias));
  }

  private static String name(X509Certificate... chain) {
    return chain[0].getSubjectX500Principal().getName();
  }
}
