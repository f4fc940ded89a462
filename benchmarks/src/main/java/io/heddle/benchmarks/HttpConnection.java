package io.heddle.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 keep-alive connection to a server on this machine, for one thread at a time.
///
/// Plain blocking sockets: a request costs a small part of the processor time that
/// `java.net.http.HttpClient` takes for it, and the load generator shares its cores with the
/// servers it measures.
final class HttpConnection implements AutoCloseable {

    private static final int INITIAL_BUFFER = 16 * 1024;
    private static final int STATUS_OFFSET = "HTTP/1.1 ".length();

    private final InetSocketAddress address;
    private final String host;
    private @Nullable SocketChannel channel;
    private byte[] buffer = new byte[INITIAL_BUFFER];
    private int start;
    private int end;
    private boolean closed;

    HttpConnection(URI base) {
        this.address = new InetSocketAddress(base.getHost(), base.getPort());
        this.host = base.getHost() + ":" + base.getPort();
    }

    HttpReply get(String path, @Nullable String token) {
        return exchange("GET", path, token, null);
    }

    HttpReply post(String path, @Nullable String token, String body) {
        return exchange("POST", path, token, body);
    }

    HttpReply put(String path, @Nullable String token, String body) {
        return exchange("PUT", path, token, body);
    }

    private HttpReply exchange(
            String method, String path, @Nullable String token, @Nullable String body) {
        byte[] request = request(method, path, token, body).getBytes(StandardCharsets.UTF_8);
        boolean reused = channel != null;
        try {
            return exchange(request);
        } catch (IOException e) {
            if (closed || !reused || end > start) {
                throw new BenchmarkException(method + " " + path + ": " + e, e);
            }
            return again(request, method + " " + path);
        }
    }

    /// The server may have closed an idle connection: tried once more on a new one.
    private HttpReply again(byte[] request, String what) {
        try {
            disconnect();
            return exchange(request);
        } catch (IOException e) {
            throw new BenchmarkException(what + ": " + e, e);
        }
    }

    private String request(
            String method, String path, @Nullable String token, @Nullable String body) {
        StringBuilder text = new StringBuilder(512);
        text.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
        if (token != null) {
            text.append("\r\nAuthorization: Bearer ").append(token);
        }
        if (body != null) {
            text.append("\r\nContent-Type: application/json\r\nContent-Length: ");
            text.append(body.getBytes(StandardCharsets.UTF_8).length);
        }
        text.append("\r\n\r\n");
        return body == null ? text.toString() : text.append(body).toString();
    }

    private HttpReply exchange(byte[] request) throws IOException {
        SocketChannel open = connected();
        start = 0;
        end = 0;
        ByteBuffer out = ByteBuffer.wrap(request);
        while (out.hasRemaining()) {
            open.write(out);
        }
        HttpReply reply = read();
        return reply;
    }

    private HttpReply read() throws IOException {
        int headEnd = endOfHead();
        String head = new String(buffer, start, headEnd - start, StandardCharsets.ISO_8859_1);
        start = headEnd;
        int status = Integer.parseInt(head, STATUS_OFFSET, STATUS_OFFSET + 3, 10);
        String names = head.toLowerCase(Locale.ROOT);
        byte[] body =
                names.contains("\r\ntransfer-encoding: chunked")
                        ? readChunks()
                        : readBytes(contentLength(names));
        if (names.contains("\r\nconnection: close")) {
            disconnect();
        }
        return new HttpReply(status, body);
    }

    private int endOfHead() throws IOException {
        int scan = start;
        while (true) {
            for (; scan + 3 < end; scan++) {
                if (buffer[scan] == '\r'
                        && buffer[scan + 1] == '\n'
                        && buffer[scan + 2] == '\r'
                        && buffer[scan + 3] == '\n') {
                    return scan + 4;
                }
            }
            fill();
        }
    }

    private static int contentLength(String names) {
        int at = names.indexOf("\r\ncontent-length:");
        if (at < 0) {
            throw new BenchmarkException("a response with neither length nor chunks");
        }
        int from = at + "\r\ncontent-length:".length();
        return Integer.parseInt(names.substring(from, names.indexOf('\r', from)).trim());
    }

    private byte[] readBytes(int length) throws IOException {
        while (end - start < length) {
            fill();
        }
        byte[] bytes = Arrays.copyOfRange(buffer, start, start + length);
        start += length;
        return bytes;
    }

    private byte[] readChunks() throws IOException {
        byte[] body = new byte[0];
        while (true) {
            int size = Integer.parseInt(readLine().split(";", 2)[0].trim(), 16);
            if (size == 0) {
                readLine();
                return body;
            }
            byte[] chunk = readBytes(size);
            int before = body.length;
            body = Arrays.copyOf(body, before + size);
            System.arraycopy(chunk, 0, body, before, size);
            readLine();
        }
    }

    private String readLine() throws IOException {
        int scan = start;
        while (true) {
            for (; scan + 1 < end; scan++) {
                if (buffer[scan] == '\r' && buffer[scan + 1] == '\n') {
                    String line =
                            new String(buffer, start, scan - start, StandardCharsets.ISO_8859_1);
                    start = scan + 2;
                    return line;
                }
            }
            fill();
        }
    }

    private void fill() throws IOException {
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = connected().read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (count < 0) {
            throw new EOFException("closed by the server");
        }
        end += count;
    }

    private SocketChannel connected() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            open = SocketChannel.open(address);
            open.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel = open;
        }
        return open;
    }

    private void disconnect() throws IOException {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    /// Also ends an exchange that another thread waits in.
    @Override
    public void close() {
        closed = true;
        try {
            SocketChannel open = channel;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new BenchmarkException("closing a connection: " + e, e);
        }
    }
}
