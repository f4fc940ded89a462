package io.heddle.replication.bus;

import io.heddle.replication.stream.Bus;
import io.heddle.replication.stream.StreamNews;
import io.heddle.replication.stream.StreamRow;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The bus of a process that is alone.
public final class InMemoryBus implements Bus {
    private final List<Consumer<StreamNews<? extends StreamRow>>> handlers =
            new CopyOnWriteArrayList<>();

    @Override
    public void publish(StreamNews<? extends StreamRow> news) {
        handlers.forEach(handler -> handler.accept(news));
    }

    @Override
    public void subscribe(Consumer<StreamNews<? extends StreamRow>> handler) {
        handlers.add(handler);
    }
}
