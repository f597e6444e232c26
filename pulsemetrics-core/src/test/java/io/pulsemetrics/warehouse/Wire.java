package io.pulsemetrics.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/** A network between a client and the server that breaks down once, when the statement that publishes goes through it. */
final class Wire implements AutoCloseable {
    private final PGSimpleDataSource server;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch broken = new CountDownLatch(1);
    private volatile Break next;

    /** What no longer goes through. */
    enum Break {
        /** The statement. */
        BEFORE,
        /** Its second half. */
        AMID,
        /** The answer to it. */
        AFTER,
        /** Everything does. */
        NOTHING
    }

    Wire(PGSimpleDataSource server, Break next) throws IOException {
        this.server = server;
        this.next = next;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** Connections that go through it. */
    PGSimpleDataSource source() {
        var source = new PGSimpleDataSource();
        source.setUrl(server.getUrl());
        source.setUser(server.getUser());
        source.setPassword(server.getPassword());
        source.setServerNames(new String[] {listening.getInetAddress().getHostAddress()});
        source.setPortNumbers(new int[] {listening.getLocalPort()});
        return source;
    }

    /** Waits until it has broken down. */
    void awaitBreak() throws InterruptedException {
        broken.await();
    }

    /** Ends all connections; new ones go through undisturbed. */
    void cut() throws IOException {
        for (var socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                var there = new Socket(server.getServerNames()[0], server.getPortNumbers()[0]);
                client.setTcpNoDelay(true);
                there.setTcpNoDelay(true);
                open.add(client);
                open.add(there);
                var silent = new CountDownLatch(1);
                Thread.ofPlatform().daemon().start(() -> pump(client, there, silent, true));
                Thread.ofPlatform().daemon().start(() -> pump(there, client, silent, false));
            }
        } catch (IOException e) {
            if (!listening.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param silent is counted down when nothing more is to go through the connection */
    private void pump(Socket from, Socket to, CountDownLatch silent, boolean request) {
        var bytes = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                int length = request ? through(bytes, read, silent) : read;
                if (request || silent.getCount() > 0) {
                    to.getOutputStream().write(bytes, 0, length);
                }
            }
        } catch (IOException e) {
            // cut, or the other end is gone
        }
    }

    private int through(byte[] bytes, int length, CountDownLatch silent) {
        var breaks = next;
        if (breaks == Break.NOTHING
                || !new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains("DO $publish$")) {
            return silent.getCount() == 0 ? 0 : length;
        }
        next = Break.NOTHING;
        silent.countDown();
        broken.countDown();
        return switch (breaks) {
            case BEFORE -> 0;
            case AMID -> length / 2;
            case AFTER, NOTHING -> length;
        };
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
