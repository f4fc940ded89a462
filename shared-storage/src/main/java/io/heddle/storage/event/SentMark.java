package io.heddle.storage.event;

/// What tells the device that sent an event that it did: a key of `unsigned` and its value.
public record SentMark(String key, String value) {
    static SentMark transaction(String txnId) {
        return new SentMark("transaction_id", txnId);
    }

    static SentMark delay(String delayId) {
        return new SentMark("org.matrix.msc4140.delay_id", delayId);
    }
}
