package dev.memtrace.cli.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.arclocal.Habits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An Arc that answers before it stores, in a process of its own. {@code POST} to its second port
 * steers it: {@code /disk/full}, {@code /disk/free}, and {@code /mode/loses}, {@code /mode/replays}
 * for a start in order in that mode.
 */
final class ArcMain {
    private static final Duration BUFFER_AGE = Duration.ofMillis(300);
    private static final int BUFFER_ROWS_MAX = 500;

    private final Path directory;
    private final Path modeFile;
    private final int port;
    private ArcLocal arc;

    private ArcMain(Path directory, int port) {
        this.directory = directory;
        this.modeFile = directory.resolveSibling("arc.mode");
        this.port = port;
    }

    /**
     * @param args where its data is, and its port; beside the data it keeps the mode
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ParentWatch.start();
        var main = new ArcMain(Path.of(args[0]), Integer.parseInt(args[1]));
        main.start();
        var steering =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        steering.createContext("/", main::steer);
        steering.start(); // one request after the other
        System.out.println(Program.READY + steering.getAddress().getPort());
        Thread.currentThread().join();
    }

    private void start() throws IOException {
        var mode = Files.exists(modeFile) ? Files.readString(modeFile) : "loses";
        var losing = Habits.buffered(BUFFER_AGE, BUFFER_ROWS_MAX);
        var habits =
                switch (mode) {
                    case "loses" -> losing;
                    case "replays" -> losing.replaying();
                    default -> throw new IllegalArgumentException("no mode of Arc: " + mode);
                };
        arc = ArcLocal.start(ArcLocalConfig.in(directory).withPort(port).withHabits(habits));
    }

    private void steer(HttpExchange exchange) throws IOException {
        int status = 204;
        var path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/disk/full" -> arc.faults().fillDisk();
            case "/disk/free" -> arc.faults().freeDisk();
            case "/mode/loses", "/mode/replays" -> {
                arc.close();
                Files.writeString(modeFile, path.substring("/mode/".length()));
                start();
            }
            default -> status = 404;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
