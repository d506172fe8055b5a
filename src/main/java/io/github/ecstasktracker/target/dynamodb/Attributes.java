package io.github.ecstasktracker.target.dynamodb;

/** The attribute names of Traefik 1.x's DynamoDB items that this project reads or writes. */
public final class Attributes {
  public static final String ID = "id";
  static final String NAME = "name";
  static final String VERSION = "version";
  static final String BACKEND = "backend";
  static final String FRONTEND = "frontend";
  static final String SERVERS = "servers";
  static final String URL = "url";
  static final String WEIGHT = "weight";

  private Attributes() {}
}
