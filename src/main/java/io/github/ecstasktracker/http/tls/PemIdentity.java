package io.github.ecstasktracker.http.tls;

import io.github.ecstasktracker.model.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's certificate and key from PEM files: the chain, beginning with the server's own
 * certificate, and an unencrypted PKCS #8 key, as openssl, cert-manager and ACME clients write
 * them.
 *
 * @param chain at least one certificate, the first of which belongs to the key
 */
record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final int MAX_BYTES = 256 * 1024;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE =
      "the key belongs to the certificate".getBytes(StandardCharsets.UTF_8);

  PemIdentity {
    chain = List.copyOf(chain);
  }

  /** Reads both files; they must belong together. */
  static Result<PemIdentity> read(Path certificates, Path key) {
    try {
      List<X509Certificate> chain = chain(certificates);
      if (chain.isEmpty()) {
        return new Result.Failed<>(certificates + ": contains no certificate", false);
      }
      Matcher pem = KEY.matcher(new String(bytes(key), StandardCharsets.US_ASCII));
      if (!pem.find()) {
        return new Result.Failed<>(
            key + ": contains no unencrypted key in PKCS #8 (BEGIN PRIVATE KEY)", false);
      }
      PublicKey own = chain.getFirst().getPublicKey();
      PrivateKey secret =
          KeyFactory.getInstance(own.getAlgorithm())
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
      return matches(own, secret)
          ? new Result.Ok<>(new PemIdentity(chain, secret))
          : new Result.Failed<>(key + ": is not the key of " + certificates, false);
    } catch (IOException e) {
      return new Result.Failed<>(
          certificates + ", " + key + ": cannot be read: " + e.getClass().getSimpleName(), false);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The exception's message may quote the file.
      return new Result.Failed<>(
          certificates + ", " + key + ": not usable: " + e.getClass().getSimpleName(), false);
    }
  }

  private static List<X509Certificate> chain(Path file)
      throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(bytes(file)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  /** One of the files may have been replaced before the other. */
  private static boolean matches(PublicKey own, PrivateKey secret) throws GeneralSecurityException {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> own.getAlgorithm();
        };
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(PROBE);
    byte[] signed = signer.sign();
    signer.initVerify(own);
    signer.update(PROBE);
    return signer.verify(signed);
  }
}
