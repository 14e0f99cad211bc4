package dev.memtrace.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.memtrace.core.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where log lines go: to a file when a person sits at the console, to the console when a supervisor
 * does.
 */
final class Logging {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %logger{0} %msg %kvp%n%ex";
    private static final int FILES = 5;
    private static final long FILE_BYTES = 10 * FileSize.MB_COEFFICIENT;

    /** What the configuration calls them. */
    private static final Map<String, Level> NAMES =
            Map.of(
                    "debug",
                    Level.DEBUG,
                    "info",
                    Level.INFO,
                    "warn",
                    Level.WARN,
                    "error",
                    Level.ERROR);

    private Logging() {}

    static void toFile(Path folder, Settings settings) {
        var level = level(settings);
        var context = context();
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(folder.resolve("memtrace.log").toString());
        var rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(folder.resolve("memtrace.%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(FILES);
        rolling.start();
        var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(FILE_BYTES));
        trigger.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        use(context, appender, encoder(settings), level);
    }

    static void toConsole(Settings settings) {
        use(context(), new ConsoleAppender<>(), encoder(settings), level(settings));
    }

    /**
     * Nothing but errors, on standard error, for commands that only talk to a server: what they
     * print may be read by a script.
     */
    static void quiet() {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setTarget("System.err");
        use(context(), console, text(), Level.ERROR);
    }

    /** One step quieter than ours: libraries tell their whole life at INFO. */
    private static Level ofLibraries(Level ours) {
        return ours == Level.DEBUG ? Level.INFO : ours == Level.ERROR ? Level.ERROR : Level.WARN;
    }

    private static Level level(Settings settings) {
        var name = settings.text("log.level", "info");
        var level = NAMES.get(name);
        if (level == null) {
            settings.problem(
                    "log.level", "\"" + name + "\" is not one of debug, info, warn, error");
            return Level.INFO;
        }
        return level;
    }

    /** One line of text for a person, or one of JSON for a machine. */
    private static Encoder<ILoggingEvent> encoder(Settings settings) {
        var name = settings.text("log.format", "console");
        switch (name) {
            case "json" -> {
                var json = new JsonEncoder();
                json.setWithSequenceNumber(false);
                json.setWithContext(false);
                return json;
            }
            case "console" -> {}
            default ->
                    settings.problem("log.format", "\"" + name + "\" is not one of console, json");
        }
        return text();
    }

    private static Encoder<ILoggingEvent> text() {
        var text = new PatternLayoutEncoder();
        text.setPattern(PATTERN);
        return text;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static void use(
            LoggerContext context,
            OutputStreamAppender<ILoggingEvent> appender,
            Encoder<ILoggingEvent> encoder,
            Level level) {
        context.reset();
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(ofLibraries(level));
        root.addAppender(appender);
        context.getLogger("dev.memtrace").setLevel(level);
        // Two WARNs of a healthy start, and one about where tests keep their data.
        context.getLogger("org.apache.kafka.controller.QuorumController").setLevel(Level.ERROR);
        context.getLogger("org.apache.kafka.streams.processor.internals.StateDirectory")
                .setLevel(Level.ERROR);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
