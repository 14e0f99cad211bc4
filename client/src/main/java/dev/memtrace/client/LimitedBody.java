package dev.memtrace.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * The bytes of an answer, unless there are too many. Called as a subscriber is, by one at a time.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
    private final long bytesMax;
    private long bytes;
    private Subscription subscription;

    LimitedBody(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The answer is over the limit. */
    static final class TooLargeException extends IOException {
        private TooLargeException(long bytesMax) {
            super(
                    "the answer has more than %d bytes; ask for fewer memories at a time"
                            .formatted(bytesMax));
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        body.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            bytes += buffer.remaining();
        }
        if (bytes > bytesMax) {
            subscription.cancel();
            body.onError(new TooLargeException(bytesMax));
        } else {
            body.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable cause) {
        body.onError(cause);
    }

    @Override
    public void onComplete() {
        body.onComplete();
    }
}
