package io.heddle.client.backup;

import io.heddle.storage.e2ee.KeyBackups;

/// Reads a backup version as clients name it.
final class BackupVersion {
    private BackupVersion() {}

    /// Fails with 404 for anything that is no version of ours.
    static long parse(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw KeyBackups.unknown();
        }
    }
}
