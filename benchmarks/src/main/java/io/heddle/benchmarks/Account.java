package io.heddle.benchmarks;

/// A user of the server under test, logged in with one device.
record Account(String name, String userId, String token) {}
