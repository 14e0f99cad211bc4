package dev.memtrace.cli.faults;

import dev.memtrace.core.service.Closing;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A broker in this process, and four services and an Arc in processes of their own; between the
 * services and the Arc one {@link ArcProxy} for each org. It stays for many seeds. Any thread may
 * use it, each program one at a time.
 */
final class Deployment implements AutoCloseable {
    private final Closing closing = new Closing();
    private final Map<ServiceName, Program> services = new ConcurrentHashMap<>();
    private final Map<ServiceName, ShiftedClock> clocks = new EnumMap<>(ServiceName.class);
    private final List<ArcProxy> proxies = new ArrayList<>();
    private final HttpClient steering = HttpClient.newHttpClient();
    private final Site site;
    private final Program arc;
    private final Members members;
    private final Orgs orgs;

    private Deployment(Path folder) throws IOException {
        int arcPort = FreePort.find();
        this.arc = closing.add(arcProgram(folder, arcPort));
        for (int org = 0; org < SeedPlan.ORGS_MAX; org++) {
            proxies.add(closing.add(ArcProxy.to(URI.create("http://127.0.0.1:" + arcPort))));
        }
        this.site = Site.of(folder, proxies.getFirst().uri());
        for (var service : ServiceName.values()) {
            clocks.put(service, ShiftedClock.at(site.clockFile(service)));
            services.put(service, newProgram(service, Map.of()));
        }
        try {
            startAll(Stream.concat(Stream.of(arc), services.values().stream()).toList());
            this.members = closing.add(Members.of(site.kafka()));
            this.orgs = Orgs.found(site, proxies.getLast().uri());
        } catch (RuntimeException | Error e) {
            close(); // else the processes would outlive us
            throw e;
        }
    }

    static Deployment start(Path folder) throws IOException {
        return new Deployment(folder);
    }

    /** An {@link ArcMain}, not started. */
    static Program arcProgram(Path folder, int port) {
        var data = folder.resolve("arc").toString();
        return new Program("arc", ArcMain.class, Map.of(), data, String.valueOf(port));
    }

    /** One more instance, not started; it goes with the deployment. */
    Program newProgram(ServiceName service, Map<String, String> more) {
        var name = service.name().toLowerCase(Locale.ROOT) + (more.isEmpty() ? "" : "-2");
        var program = site.program(service, name, more);
        synchronized (closing) {
            return closing.add(program);
        }
    }

    /** All at the same time: they wait for each other. */
    static void startAll(List<Program> programs) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts =
                    programs.stream()
                            .map(it -> CompletableFuture.runAsync(it::start, threads))
                            .toList();
            starts.forEach(CompletableFuture::join);
        }
    }

    Program service(ServiceName name) {
        return services.get(name);
    }

    /** Another instance is the one that the others know from now on. */
    void succeed(ServiceName name, Program program) {
        services.put(name, program);
    }

    ShiftedClock clock(ServiceName name) {
        return clocks.get(name);
    }

    Program arc() {
        return arc;
    }

    /** Tells {@link ArcMain} something. */
    void steerArc(String path) {
        var at = URI.create("http://127.0.0.1:" + arc.port() + path);
        var request = HttpRequest.newBuilder(at).POST(BodyPublishers.noBody()).build();
        try {
            var answer = steering.send(request, BodyHandlers.discarding());
            if (answer.statusCode() != 204) {
                throw new AssertionError("Arc did not do " + path + ": " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new AssertionError("Arc did not do " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while steering Arc", e);
        }
    }

    ArcProxy wayToArc(int org) {
        return proxies.get(org);
    }

    Members members() {
        return members;
    }

    /** A client of the service as it runs now, with the key of that org. */
    ApiClient client(ServiceName name, int org) {
        return orgs.at(services.get(name).api(), org);
    }

    Site site() {
        return site;
    }

    /** Where the programs that run now, and their earlier lives, have written to. */
    String logs() {
        return Stream.concat(Stream.of(arc), services.values().stream())
                .flatMap(program -> program.logs().stream())
                .map(file -> "  " + file.toAbsolutePath())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        synchronized (closing) {
            closing.close();
        }
        steering.close();
    }
}
