package io.github.ecstasktracker.app.aws;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Extracts the error code of a failed attempt from the raw response, because the SDK only reports
 * the last attempt's. Codes are short and plain, since they become a label.
 */
final class ErrorCodes {
  /** JSON protocols name it {@code __type}, with a namespace before {@code #}; XML {@code Code}. */
  private static final Pattern IN_BODY =
      Pattern.compile("\"__type\"\\s*:\\s*\"([^\"]{1,200})\"|<Code>([^<]{1,200})</Code>");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.]{1,64}");

  private ErrorCodes() {}

  static String of(SdkHttpResponse response, byte[] beginning) {
    return response
        .firstMatchingHeader("x-amzn-ErrorType")
        .or(() -> inBody(new String(beginning, StandardCharsets.UTF_8)))
        .map(ErrorCodes::withoutNamespace)
        .filter(code -> PLAIN.matcher(code).matches())
        .orElse("Other");
  }

  static boolean throttled(String code, int status) {
    return status == 429
        || switch (code) {
          case "ThrottlingException",
              "Throttling",
              "ThrottledException",
              "RequestThrottled",
              "RequestThrottledException",
              "RequestLimitExceeded",
              "TooManyRequestsException",
              "ProvisionedThroughputExceededException",
              "SlowDown" ->
              true;
          default -> false;
        };
  }

  private static Optional<String> inBody(String body) {
    Matcher matcher = IN_BODY.matcher(body);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.ofNullable(matcher.group(1)).or(() -> Optional.ofNullable(matcher.group(2)));
  }

  /** {@code com.amazonaws.ecs#ClientException:http://...} is a ClientException. */
  private static String withoutNamespace(String code) {
    String name = code.substring(code.indexOf('#') + 1);
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
