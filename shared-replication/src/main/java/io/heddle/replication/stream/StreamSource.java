package io.heddle.replication.stream;

/// A durable stream and how its rows are read: one bean a stream, given by the repository that stores the rows.
public record StreamSource<R extends StreamRow>(StreamName stream, StreamReader<R> reader) {}
