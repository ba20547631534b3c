package io.kinesisboot.embedded.http;

import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The head of an answer that goes on as an event stream. It is the last one on an
 * HTTP/1.1 connection. Confined to its connection's event loop.
 */
final class EventStreamResponse extends DefaultHttpResponse {

	private final EventStreamAnswer answer;

	EventStreamResponse(EventStreamAnswer answer) {
		super(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
		this.answer = answer;
		headers().set(HttpHeaderNames.CONTENT_TYPE, "application/vnd.amazon.eventstream");
		HttpUtil.setTransferEncodingChunked(this, /* chunked= */ true);
		HttpUtil.setKeepAlive(this, /* keepAlive= */ false);
	}

	EventStreamAnswer answer() {
		return this.answer;
	}

}
