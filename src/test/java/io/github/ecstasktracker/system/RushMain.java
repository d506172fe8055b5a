package io.github.ecstasktracker.system;

public class RushMain {
  public static void main(String[] a) {
    new RushTest().tryOut();
  }
}
