package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    private final HttpAnswer answer = new HttpAnswer();

    @Test
    void anAnswerEndsWithAsManyBytesAsItsHeadSays() {
        assertThat(answer.add(Buffer.buffer("HTTP/1.1 201 Created\r\nETag: \"A7\"\r\nContent-Length: 2\r\n\r\nok")))
                .isTrue();

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("etag")).contains("\"a7\"");
        assertThat(answer.body()).isEqualTo("ok");
    }

    @Test
    void whatComesInPiecesIsPutTogetherWhereverItIsCut() {
        String whole = "HTTP/1.1 200 OK\r\nx: y\r\ncontent-length: 3\r\n\r\nabc";
        for (int cut = 1; cut < whole.length(); cut++) {
            assertThat(answer.add(Buffer.buffer(whole.substring(0, cut)))).isFalse();
            assertThat(answer.add(Buffer.buffer(whole.substring(cut)))).isTrue();
            assertThat(answer.body()).isEqualTo("abc");
            answer.forget();
        }
    }

    @Test
    void anAnswerWithoutABodyEndsWithItsHead() {
        assertThat(answer.add(Buffer.buffer("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n")))
                .isTrue();

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void chunksEndWithAnEmptyOne() {
        assertThat(answer.add(Buffer.buffer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")))
                .isFalse();
        assertThat(answer.add(Buffer.buffer("0\r\n\r\n"))).isTrue();
    }

    @Test
    void anotherHeaderThatBeginsLikeTheNameIsNotTaken() {
        answer.add(Buffer.buffer("HTTP/1.1 200 OK\r\nETag-Weak: 1\r\nContent-Length: 0\r\n\r\n"));

        assertThat(answer.header("etag")).isEmpty();
    }
}
