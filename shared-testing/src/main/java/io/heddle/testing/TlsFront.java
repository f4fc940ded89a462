package io.heddle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/// Takes TLS connections on a loopback port and passes what is inside on to a plain port, as a reverse proxy does. The port is
/// known before there is anything behind it.
public final class TlsFront implements AutoCloseable {
    private final ServerSocket socket;
    private volatile int backend;

    private TlsFront(ServerSocket socket) {
        this.socket = socket;
    }

    public static TlsFront open(SSLContext tls) {
        try {
            ServerSocket socket =
                    tls.getServerSocketFactory()
                            .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
            TlsFront front = new TlsFront(socket);
            Thread.ofVirtual().name("tls-front").start(front::accept);
            return front;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /// Where connections go from now on; those before are closed at once.
    public void passTo(int port) {
        backend = port;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket outside = socket.accept();
                Thread.ofVirtual().start(() -> connect(outside));
            } catch (IOException e) {
                // Closed, or one connection failed.
            }
        }
    }

    private void connect(Socket outside) {
        try (outside;
                Socket inside = new Socket(InetAddress.ofLiteral("127.0.0.1"), backend)) {
            Thread back = Thread.ofVirtual().start(() -> copy(inside, outside));
            copy(outside, inside);
            back.join();
        } catch (IOException e) {
            // The other side sees a closed connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            byte[] buffer = new byte[16 * 1024];
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, n);
                to.getOutputStream().flush();
            }
        } catch (IOException e) {
            // Either side may go at any time.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Gone already.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
