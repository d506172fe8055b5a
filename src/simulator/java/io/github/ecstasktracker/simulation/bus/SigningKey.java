package io.github.ecstasktracker.simulation.bus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * The key SNS signs with and its certificate, for {@code sns.amazonaws.com}. Made once a process by
 * the JDK's keytool; it never outlives the process, so no private key lies anywhere.
 */
public final class SigningKey {
  private static final String PASSWORD = "simulated";
  private static final String ALIAS = "sns";
  private static final int PATIENCE_SECONDS = 60;

  /** Half of SNS's: a simulated run signs and checks, and keeps no secret. */
  private static final String KEY_BITS = "1024";

  private static final class Holder {
    static final SigningKey KEY = make();
  }

  private final PrivateKey key;
  private final String certificatePem;

  private SigningKey(PrivateKey key, String certificatePem) {
    this.key = key;
    this.certificatePem = certificatePem;
  }

  public static SigningKey ofThisProcess() {
    return Holder.KEY;
  }

  public String certificatePem() {
    return certificatePem;
  }

  /**
   * @param version 1 for SHA1withRSA, a topic's default, or 2 for SHA256withRSA
   */
  String sign(String text, int version) {
    try {
      Signature signature = Signature.getInstance(version == 1 ? "SHA1withRSA" : "SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SigningKey make() {
    try {
      Path folder = Files.createTempDirectory("sns-signing");
      Path store = folder.resolve("key.p12");
      try {
        keytool(store);
        return read(Files.readAllBytes(store));
      } finally {
        Files.deleteIfExists(store);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keytool(Path store) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                KEY_BITS,
                "-dname",
                "CN=sns.amazonaws.com",
                "-ext",
                "SAN=dns:sns.amazonaws.com",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IOException("keytool made no key");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a key", e);
    } finally {
      keytool.destroy();
    }
  }

  private static SigningKey read(byte[] store) throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(new ByteArrayInputStream(store), PASSWORD.toCharArray());
      Certificate certificate = keys.getCertificate(ALIAS);
      String pem =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(certificate.getEncoded())
              + "\n-----END CERTIFICATE-----\n";
      return new SigningKey((PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray()), pem);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
