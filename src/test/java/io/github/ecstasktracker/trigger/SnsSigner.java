package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** Signs as SNS does, with a key and a certificate of its own. */
final class SnsSigner {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final PrivateKey key;
  private final String pem;

  private SnsSigner(PrivateKey key, String pem) {
    this.key = key;
    this.pem = pem;
  }

  static SnsSigner create(Path directory, String commonName) {
    Path store = directory.resolve(commonName + ".p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "sns",
                  "-keyalg",
                  "RSA",
                  "-keysize",
                  "2048",
                  "-validity",
                  "2",
                  "-dname",
                  "CN=" + commonName,
                  "-ext",
                  "SAN=dns:" + commonName,
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  new String(PASSWORD),
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve(commonName + ".log").toFile())
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(directory.resolve(commonName + ".log")));
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD);
      }
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(keys.getCertificate("sns").getEncoded());
      return new SnsSigner(
          (PrivateKey) keys.getKey("sns", PASSWORD),
          "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] certificate() {
    return pem.getBytes(StandardCharsets.US_ASCII);
  }

  /** Sets the signature that the message's version and type ask for. */
  ObjectNode sign(ObjectNode message) {
    List<String> signed =
        message.path("Type").asText().equals("Notification")
            ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
            : List.of(
                "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
    StringBuilder text = new StringBuilder();
    for (String name : signed) {
      if (message.has(name)) {
        text.append(name).append('\n').append(message.get(name).asText()).append('\n');
      }
    }
    try {
      Signature signature =
          Signature.getInstance(
              message.path("SignatureVersion").asText().equals("2")
                  ? "SHA256withRSA"
                  : "SHA1withRSA");
      signature.initSign(key);
      signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
      return message.put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
