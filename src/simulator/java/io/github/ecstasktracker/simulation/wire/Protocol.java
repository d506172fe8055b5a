package io.github.ecstasktracker.simulation.wire;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/** How requests, answers and errors look on the wire. */
interface Protocol {
  /** Fills the request's builder; an IllegalArgumentException where that cannot be done. */
  void read(AwsRequest request, SdkPojo builder);

  Reply answer(AwsRequest request, SdkPojo response);

  Reply error(AwsRequest request, AwsServiceException error);
}
