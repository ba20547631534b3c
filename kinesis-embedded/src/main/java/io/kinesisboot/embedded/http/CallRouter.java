package io.kinesisboot.embedded.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.Call;
import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.ControlPath;
import io.kinesisboot.embedded.protocol.ControlRequest;
import io.kinesisboot.embedded.protocol.Disturbance;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
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

	private static final AwsError INTERNAL_FAILURE = new AwsError(500, "InternalFailure",
			"The embedded endpoint failed to answer the call; its log has the cause");

	private static final AwsError FROM_THE_WEB = new AwsError(403, "AccessDeniedException",
			"The embedded endpoint does not serve web pages, nor under a host name that is not this machine's");

	private final WebGuard guard;

	private final String region;

	private final Map<String, AwsService> services;

	private final CallInterceptor interceptor;

	private final ControlPath control;

	private final Clock clock;

	CallRouter(WebGuard guard, String region, List<AwsService> services, CallInterceptor interceptor,
			ControlPath control, Clock clock) {
		this.guard = guard;
		this.region = region;
		this.services = services.stream().collect(Collectors.toMap(AwsService::targetPrefix, Function.identity()));
		this.interceptor = interceptor;
		this.control = control;
		this.clock = clock;
	}

	Reply answer(FullHttpRequest request) {
		Reply reply = route(request);
		reply.response().headers().set(HttpHeaderNames.DATE, new Date(this.clock.millis()));
		return reply;
	}

	private Reply route(FullHttpRequest request) {
		if (isMalformed(request)) {
			return new Reply(refuseInXml(MALFORMED_REQUEST));
		}
		if (request.decoderResult().cause() instanceof AwsError error) {
			return new Reply(refuseUnread(error, request));
		}
		if (this.guard.isFromTheWeb(request)) {
			return new Reply(refuseInXml(FROM_THE_WEB));
		}
		if (request.uri().startsWith(ControlPath.PREFIX)) {
			return new Reply(control(request));
		}
		CallTarget target = CallTarget.of(request);
		WireFormat format = formatOf(request);
		if (request.method() != HttpMethod.POST || (target == null && format == null)) {
			return new Reply(refuseInXml(NO_TARGET));
		}
		if (format == null) {
			return new Reply(refuseInXml(UNKNOWN_CONTENT_TYPE));
		}
		return answer(request, target, format);
	}

	/**
	 * Whether nobody can tell where a request ends.
	 * @param request the request
	 * @return whether it broke the protocol, and was not just refused before it was whole
	 */
	static boolean isMalformed(HttpRequest request) {
		return request.decoderResult().isFailure() && !(request.decoderResult().cause() instanceof AwsError);
	}

	private static FullHttpResponse refuseUnread(AwsError error, HttpRequest request) {
		WireFormat format = formatOf(request);
		return (format != null) ? refuse(error, request, format) : refuseInXml(error);
	}

	private FullHttpResponse control(FullHttpRequest request) {
		try {
			return respondPlainly(HttpResponseStatus.OK, this.control.answer(read(request)));
		}
		catch (AwsError ex) {
			return refusePlainly(ex);
		}
		catch (RuntimeException ex) {
			logger.error("{} {} failed unexpectedly", request.method(), request.uri(), ex);
			return refusePlainly(INTERNAL_FAILURE);
		}
	}

	private static FullHttpResponse refusePlainly(AwsError error) {
		return respondPlainly(HttpResponseStatus.valueOf(error.status()),
				(out) -> out.text("error", error.type()).text("message", error.getMessage()));
	}

	private static ControlRequest read(FullHttpRequest request) {
		QueryStringDecoder uri = new QueryStringDecoder(request.uri());
		Map<String, String> query = new HashMap<>();
		try {
			uri.parameters().forEach((name, values) -> query.put(name, values.get(0)));
			return new ControlRequest(request.method().name(), uri.path().substring(ControlPath.PREFIX.length()), query,
					read(WireFormat.JSON, request));
		}
		catch (IllegalArgumentException ex) {
			throw AwsError.badRequest("MalformedPath", String.valueOf(ex.getMessage()));
		}
	}

	private static FullHttpResponse respondPlainly(HttpResponseStatus status, Answer answer) {
		AnswerBody body = new AnswerBody();
		WireFormat.JSON.write(answer, body);
		FullHttpResponse response = respond(status, body.content());
		response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
		return response;
	}

	private Reply answer(FullHttpRequest request, @Nullable CallTarget target, WireFormat format) {
		AwsService service = (target != null) ? this.services.get(target.service()) : null;
		if (service == null || target == null) {
			return new Reply(refuse(AwsError.unknownOperation(), request, format));
		}
		try {
			requireRegion(request);
			Call call = new Call(target.service(), target.action(), read(format, request));
			return serve(request, service, call, format);
		}
		catch (AwsError ex) {
			return new Reply(refuse(ex, request, format));
		}
		catch (RuntimeException ex) {
			logger.error("Call of {} of {} failed unexpectedly", target.action(), target.service(), ex);
			return new Reply(refuse(INTERNAL_FAILURE, request, format));
		}
	}

	private static RequestBody read(WireFormat format, FullHttpRequest request) {
		ByteBuf body = request.content();
		return format.read(body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes());
	}

	private Reply serve(FullHttpRequest request, AwsService service, Call call, WireFormat format) {
		Disturbance disturbance = this.interceptor.before(call);
		AwsError refusal = disturbance.refusal();
		try {
			if (refusal == null) {
				Answer answer = service.call(call.action(), call.parameters());
				HttpResponse response = (answer instanceof EventStreamAnswer events)
						? withRequestId(new EventStreamResponse(events))
						: respond(HttpResponseStatus.OK, request, format, answer);
				return new Reply(response, disturbance.delay(),
						this.interceptor.after(call, /* refusal= */ null));
			}
		}
		catch (AwsError ex) {
			refusal = ex;
		}
		catch (RuntimeException ex) {
			logger.error("Call of {} of {} failed unexpectedly", call.action(), call.service(), ex);
			refusal = INTERNAL_FAILURE;
		}
		return new Reply(refuse(refusal, request, format), disturbance.delay(), this.interceptor.after(call, refusal));
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
		AnswerBody body = new AnswerBody();
		format.write(answer, body);
		FullHttpResponse response = respond(status, body.content());
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
