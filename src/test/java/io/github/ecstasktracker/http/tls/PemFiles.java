package io.github.ecstasktracker.http.tls;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A certificate for 127.0.0.1 with its key, made by the JDK's keytool, as PEM files. */
public record PemFiles(Path certificates, Path key) {
  private static final String PASSWORD = "changeit";

  /** By algorithm and name: keytool takes a second or more, and a pair is good for every test. */
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private record KeyPair(String certificate, String key) {}

  /**
   * The same pair for the same name and algorithm, of another name another one.
   *
   * @param algorithm RSA, EC or Ed25519
   */
  public static PemFiles in(Path folder, String name, String algorithm) throws Exception {
    String id = algorithm + " " + name;
    KeyPair pair = PAIRS.get(id);
    if (pair == null) {
      pair = make(folder.resolve(name + ".p12"), name, algorithm);
      PAIRS.put(id, pair);
    }
    return new PemFiles(
        Files.writeString(folder.resolve(name + ".crt"), pair.certificate()),
        Files.writeString(folder.resolve(name + ".key"), pair.key()));
  }

  private static KeyPair make(Path store, String name, String algorithm) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
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
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool made no key");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new KeyPair(
        pem("CERTIFICATE", keys.getCertificate("server").getEncoded()),
        pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  /** Writes these files' content over those. */
  void over(PemFiles others) throws Exception {
    Files.writeString(others.certificates(), Files.readString(certificates));
    Files.writeString(others.key(), Files.readString(key));
  }

  static String pem(String label, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, text, label);
  }
}
