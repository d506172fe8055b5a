package io.github.ecstasktracker.system;

/** What must hold at every step, whatever goes wrong around the controllers. */
enum Invariant {
  I1("one reconcile of a backend, and one transaction of a process, at a time"),
  I2("a trigger is served by a leader, from a read that began after it, and is served"),
  I3("no removal by absence but from two complete observations, one resync apart"),
  I4("no backend is emptied without proof, and the removal budget is kept"),
  I5("attributes that are not ours stay as they are, byte for byte"),
  I6(
      "no write is accepted from an older epoch than the highest one issued, nor sent from its"
          + " reads"),
  I7("no write where nothing differs"),
  I8("after the last fault the table is true in time, and rests"),
  I9("the queue never holds more than there are backends"),
  I10("failures in a row grow by one, their backoff is capped, and success forgets them"),
  I11("calls of each API stay within rate and burst"),
  I12("triggers never postpone a resync"),
  I13("a dry run makes no call that changes anything"),
  I14(
      "no write is sent after its sender's lease was given back or has run out, nor is a lease"
          + " taken over before"),
  I15("what was asked for was merged, served, dropped or waits; looks add up to their results"),
  I16("a server that stays is never out in between"),
  I17("a message makes a trigger if, and only if, its topic has signed it");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
