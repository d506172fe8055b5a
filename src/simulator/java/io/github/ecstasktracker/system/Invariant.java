package io.github.ecstasktracker.system;

/** What must hold at every step, whatever goes wrong around the controllers. */
enum Invariant {
  I1("one reconcile of a backend, and one transaction of a process, at a time", 34_212),
  I2("a trigger is served by a leader, from a read that began after it, and is served", 235_541),
  I3("no removal by absence but from two complete observations, one resync apart", 1_095),
  I4("no backend is emptied without proof, and the removal budget is kept", 4_683),
  I5("attributes that are not ours stay as they are, byte for byte", 19_189),
  I6(
      "no write is accepted from an older epoch than the highest one issued, nor sent from its"
          + " reads",
      60_836),
  I7("no write where nothing differs", 19_189),
  I8("after the last fault the table is true in time, and rests", 1_000),
  I9("the queue never holds more than there are backends", 1_976_570),
  I10("failures in a row grow by one, their backoff is capped, and success forgets them", 14_000),
  I11("calls of each API stay within rate and burst", 780_000),
  I12("triggers never postpone a resync", 1_976_570),
  I13("a dry run makes no call that changes anything", 2_500),
  I14(
      "no write is sent after its sender's lease was given back or has run out, nor is a lease"
          + " taken over before",
      36_454),
  I15(
      "what was asked for was merged, served, dropped or waits; looks add up to their results",
      1_978_721),
  I16("a server that stays is never out in between", 12_512),
  I17("a message makes a trigger if, and only if, its topic has signed it", 1_140),
  I18("no server is added whose task had stopped well before the write was sent", 22_536),
  I19("no server comes or goes on an answer that one asked for later has overtaken", 40_516),
  I20("a read of everything ends within two intervals, while ECS answers", 487_702),
  I21("an address that comes into a second item leaves the first", 48);

  private final String sentence;
  private final long testedPerThousand;

  /**
   * @param testedPerThousand how often it was put to the test in a thousand seeds, when that was
   *     last measured: a change must not leave it tested much less. Four figures are lower than
   *     those of the first edition, whose subjects shrank: a trigger queues no key any more (I2,
   *     two checks in place of three), a failed call to ECS is no failed reconcile (I10), and the
   *     informer makes fewer calls (I11, I13)
   */
  Invariant(String sentence, long testedPerThousand) {
    this.sentence = sentence;
    this.testedPerThousand = testedPerThousand;
  }

  long testedPerThousand() {
    return testedPerThousand;
  }

  String sentence() {
    return sentence;
  }
}
