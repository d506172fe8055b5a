package io.github.ecstasktracker.trigger;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The web, as far as one answer goes; remembers what was fetched. */
final class StubHttp implements SdkHttpClient {
  final List<URI> fetched = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile byte[] body = new byte[0];
  volatile boolean unreachable;
  volatile Runnable beforeAnswer = () -> {};

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        fetched.add(request.httpRequest().getUri());
        beforeAnswer.run();
        if (unreachable) {
          throw new IOException("connection refused");
        }
        return HttpExecuteResponse.builder()
            .response(SdkHttpResponse.builder().statusCode(status).build())
            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
            .build();
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void close() {}
}
