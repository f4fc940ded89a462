package io.heddle.protocol.push;

/// Which push rules beyond the specification's a server has.
///
/// @param threadSubscriptions MSC4306: threads notify those who subscribed to them
/// @param encryptedEvents MSC4028: every encrypted event is pushed
public record PushFeatures(boolean threadSubscriptions, boolean encryptedEvents) {
    public static final PushFeatures NONE = new PushFeatures(false, false);
}
