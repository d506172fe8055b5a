package io.github.ecstasktracker.target.dynamodb;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Loses the first answer of a client on its way back: what was asked for has been done. */
final class LostAnswers implements ExecutionInterceptor {
  private final boolean asServerError;
  private boolean lost;

  private LostAnswers(boolean asServerError) {
    this.asServerError = asServerError;
  }

  /** The connection ends before the answer. */
  static LostAnswers byConnection() {
    return new LostAnswers(false);
  }

  /** The answer is an internal error, as DynamoDB may give for a write that it made. */
  static LostAnswers byServerError() {
    return new LostAnswers(true);
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    if (!asServerError && !lost) {
      lost = true;
      throw SdkClientException.create("the answer was lost");
    }
  }

  @Override
  public SdkHttpResponse modifyHttpResponse(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    if (!asServerError || lost) {
      return context.httpResponse();
    }
    lost = true;
    return context.httpResponse().toBuilder().statusCode(500).build();
  }
}
