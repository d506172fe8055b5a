package io.github.ecstasktracker.agent.host;

import io.github.ecstasktracker.model.Result;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Reads this machine's identity from the EC2 instance metadata service, version 2
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html). Version
 * 1 is never used.
 */
final class InstanceMetadata {
  private static final String TOKEN_TTL = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN = "X-aws-ec2-metadata-token";
  private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7E]{1,300}");

  private final LocalHttp http;
  private final URI base;

  InstanceMetadata(LocalHttp http, URI base) {
    this.http = http;
    this.base = base;
  }

  Result<HostFacts> read() throws InterruptedException {
    try {
      String token = http.put(base.resolve("/latest/api/token"), TOKEN_TTL, "60").strip();
      if (!VALUE.matcher(token).matches()) {
        return new Result.Failed<>("instance metadata: no token", false);
      }
      String instance = value(token, "instance-id");
      String address = value(token, "local-ipv4");
      if (instance.isEmpty() || address.isEmpty()) {
        return new Result.Failed<>("instance metadata: no instance-id or local-ipv4", false);
      }
      return new Result.Ok<>(
          new HostFacts(
              instance,
              address,
              value(token, "instance-type"),
              value(token, "placement/availability-zone"),
              value(token, "local-hostname")));
    } catch (IOException e) {
      return new Result.Failed<>("instance metadata: " + e, false);
    }
  }

  /** Empty if the response is not a value. */
  private String value(String token, String name) throws IOException, InterruptedException {
    String value = http.get(base.resolve("/latest/meta-data/" + name), TOKEN, token).strip();
    return VALUE.matcher(value).matches() ? value : "";
  }
}
