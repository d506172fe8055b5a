package io.github.ecstasktracker.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * One keep-alive connection that sends ready-made requests and reads nothing of the answers but
 * their status: load that costs little beside what it measures.
 */
final class KeepAlive implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String LENGTH = "content-length:";
  private static final int LINE_MAX = 8192;

  private final Socket socket;
  private final InputStream in;

  KeepAlive(URI url) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  static byte[] post(String path, Map<String, String> headers, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] head = head("POST", path, headers, content.length);
    byte[] request = new byte[head.length + content.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(content, 0, request, head.length, content.length);
    return request;
  }

  static byte[] get(String path, Map<String, String> headers) {
    return head("GET", path, headers, 0);
  }

  private static byte[] head(String method, String path, Map<String, String> headers, int length) {
    StringBuilder head =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(length).append("\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The answer. */
  record Answer(int status, long bytes) {}

  /** Sends one request and reads its answer to the end. */
  Answer send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String status = line();
    long length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        length = Long.parseLong(lower.substring(LENGTH.length()).strip());
      }
    }
    if (length >= 0) {
      in.skipNBytes(length);
    } else {
      length = skipChunks();
    }
    return new Answer(Integer.parseInt(status.split(" ", 3)[1]), length);
  }

  private long skipChunks() throws IOException {
    long all = 0;
    for (long chunk = chunkSize(); chunk > 0; chunk = chunkSize()) {
      in.skipNBytes(chunk);
      line();
      all += chunk;
    }
    line();
    return all;
  }

  private long chunkSize() throws IOException {
    return Long.parseLong(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > LINE_MAX) {
        throw new IOException("the answer ends in the middle");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
