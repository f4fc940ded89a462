/// End-to-end encryption: keys of devices and users, to-device messages, changes of device lists, key backups. The server
/// stores and hands out; it decrypts nothing.
@NullMarked
package io.heddle.storage.e2ee;

import org.jspecify.annotations.NullMarked;
