package io.kinesisboot.embedded.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.protocol.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a request to its service and back. What is no call at all is refused in
 * XML, as the services' front does, and a refused call in the format it came in.
 * Thread-safe.
 */
final class CallRouter {

	private static final Logger logger = LoggerFactory.getLogger(CallRouter.class);

	private static final AwsError NO_TARGET = new AwsError(403, "AccessDeniedException",
			"Unable to determine service/operation name to be authorized");

	private static final AwsError UNKNOWN_CONTENT_TYPE = new AwsError(404, "UnknownOperationException", "");

	private static final AwsError MALFORMED_REQUEST = AwsError.badRequest("MalformedHttpRequestException",
			"Problems with the request at the HTTP level");

	private static final AwsError TOO_LARGE = new AwsError(413, "RequestEntityTooLargeException",
			"The request body must not be larger than " + CallAssembler.MAX_BODY_BYTES + " bytes");

	private static final AwsError INTERNAL_FAILURE = new AwsError(500, "InternalFailure",
			"The embedded endpoint failed to answer the call; its log has the cause");

	private static final AwsError TOO_BUSY = new AwsError(503, "ServiceUnavailable",
			"The embedded endpoint holds too many bytes of calls that are under way");

	private final String region;

	private final Map<String, AwsService> services;

	CallRouter(String region, List<AwsService> services) {
		this.region = region;
		this.services = services.stream().collect(Collectors.toMap(AwsService::targetPrefix, Function.identity()));
	}

	/**
	 * Answers a call.
	 * @param request the call
	 * @return the whole answer, or the head of an event stream
	 */
	HttpResponse answer(FullHttpRequest request) {
		if (request.decoderResult().isFailure()) {
			return refuseInXml(MALFORMED_REQUEST);
		}
		CallTarget target = CallTarget.of(request);
		WireFormat format = formatOf(request);
		if (request.method() != HttpMethod.POST || (target == null && format == null)) {
			return refuseInXml(NO_TARGET);
		}
		if (format == null) {
			return refuseInXml(UNKNOWN_CONTENT_TYPE);
		}
		return answer(request, target, format);
	}

	FullHttpResponse refuseTooLarge(HttpRequest request) {
		return refuseUnread(TOO_LARGE, request);
	}

	FullHttpResponse refuseTooBusy(HttpRequest request) {
		return refuseUnread(TOO_BUSY, request);
	}

	private static FullHttpResponse refuseUnread(AwsError error, HttpRequest request) {
		WireFormat format = formatOf(request);
		return (format != null) ? refuse(error, request, format) : refuseInXml(error);
	}

	private HttpResponse answer(FullHttpRequest request, @Nullable CallTarget target, WireFormat format) {
		try {
			AwsService service = (target != null) ? this.services.get(target.service()) : null;
			if (service == null || target == null) {
				throw AwsError.unknownOperation();
			}
			requireRegion(request);
			Answer answer = service.call(target.action(), format.read(ByteBufUtil.getBytes(request.content())));
			return (answer instanceof EventStreamAnswer events) ? withRequestId(new EventStreamResponse(events))
					: respond(HttpResponseStatus.OK, request, format, answer);
		}
		catch (AwsError ex) {
			return refuse(ex, request, format);
		}
		catch (RuntimeException ex) {
			logger.error("Call of {} failed unexpectedly", target, ex);
			return refuse(INTERNAL_FAILURE, request, format);
		}
	}

	private void requireRegion(HttpRequest request) {
		CredentialScope scope = CredentialScope.of(request);
		if (scope != null && !scope.region().equals(this.region)) {
			throw AwsError.badRequest("InvalidSignatureException",
					"Credential should be scoped to a valid region, not '%s'. This endpoint is in region '%s'."
						.formatted(scope.region(), this.region));
		}
	}

	private static @Nullable WireFormat formatOf(HttpRequest request) {
		return WireFormat.forContentType(request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
	}

	private static FullHttpResponse refuse(AwsError error, HttpRequest request, WireFormat format) {
		FullHttpResponse response = respond(HttpResponseStatus.valueOf(error.status()), request, format, (out) -> {
			out.text("__type", error.type()).text("message", error.getMessage());
			error.details().writeTo(out);
		});
		response.headers().set("x-amzn-ErrorType", error.type().substring(error.type().indexOf('#') + 1));
		return response;
	}

	private static FullHttpResponse respond(HttpResponseStatus status, HttpRequest request, WireFormat format,
			Answer answer) {
		ByteBuf body = Unpooled.buffer(512);
		format.write(answer, new ByteBufOutputStream(body));
		FullHttpResponse response = respond(status, body);
		response.headers().set(HttpHeaderNames.CONTENT_TYPE, request.headers().get(HttpHeaderNames.CONTENT_TYPE));
		String smithyProtocol = request.headers().get("smithy-protocol");
		if (smithyProtocol != null) {
			response.headers().set("smithy-protocol", smithyProtocol);
		}
		return response;
	}

	private static FullHttpResponse refuseInXml(AwsError error) {
		String message = (error.getMessage() != null) ? error.getMessage() : "";
		String xml = message.isEmpty() ? "<%s/>\n".formatted(error.type())
				: "<%1$s>\n  <Message>%2$s</Message>\n</%1$s>\n".formatted(error.type(), message);
		return respond(HttpResponseStatus.valueOf(error.status()), Unpooled.copiedBuffer(xml, StandardCharsets.UTF_8));
	}

	private static FullHttpResponse respond(HttpResponseStatus status, ByteBuf body) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
		response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
		return withRequestId(response);
	}

	private static <R extends HttpResponse> R withRequestId(R response) {
		response.headers().set("x-amzn-RequestId", UUID.randomUUID().toString());
		return response;
	}

}
