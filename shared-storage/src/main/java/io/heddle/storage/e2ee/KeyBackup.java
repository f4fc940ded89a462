package io.heddle.storage.e2ee;

import tools.jackson.databind.node.ObjectNode;

/// A version of a user's key backup.
///
/// @param etag changes whenever keys do
/// @param count how many keys it holds
public record KeyBackup(
        long version, String algorithm, ObjectNode authData, long etag, long count) {}
