package io.kinesisboot.embedded.protocol;

import java.util.Map;

/**
 * A request that concerns the endpoint itself, not one of its services. Immutable.
 *
 * @param method the HTTP method
 * @param path what follows {@link ControlPath#PREFIX}, such as {@code faults/1}
 * @param query the parameters of the query
 * @param body the members of the JSON body, none if there is no body
 * @since 0.1.0
 */
public record ControlRequest(String method, String path, Map<String, String> query, RequestBody body) {

}
