package io.heddle.storage.e2ee;

/// A signature on a device's keys or on a cross-signing key.
///
/// @param target the device id, or the public key of a cross-signing key
/// @param signerKey the id of the key it was made with, such as `ed25519:ABC`
public record KeySignature(String targetUser, String target, String signerKey, String signature) {}
