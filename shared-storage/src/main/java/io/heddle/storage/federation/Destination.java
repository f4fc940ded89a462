package io.heddle.storage.federation;

/// How a server has been answering. Times are milliseconds since 1970, all 0 for one that answered last.
///
/// @param failureTs since when it fails
/// @param retryLastTs when it was tried last
/// @param retryInterval how long after that it is left alone, in milliseconds
public record Destination(long failureTs, long retryLastTs, long retryInterval) {
    public static final Destination ANSWERING = new Destination(0, 0, 0);

    public boolean isFailing() {
        return retryInterval > 0;
    }

    /// Whether the server is to be left alone at a time.
    public boolean isBackedOff(long now) {
        return retryLastTs + retryInterval > now;
    }
}
