package io.kinesisboot.embedded.lease;

import java.nio.charset.StandardCharsets;

import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;

/**
 * Calls written as JSON with single quotes.
 */
final class TestCalls {

	private static final String PLACEHOLDERS = """
			{'ExpressionAttributeNames': {'#k': 'k', '#n': 'num', '#dotted': 'b.c'},
			 'ExpressionAttributeValues': {
			  ':a': {'S': 'a'}, ':x': {'S': 'x'}, ':xyz': {'S': 'xyz'}, ':type': {'S': 'N'},
			  ':one': {'N': '1'}, ':three': {'N': '3'}, ':five': {'N': '5.00'}, ':seven': {'N': '7'},
			  ':bytes': {'B': 'aGk='}, ':head': {'B': 'aA=='}, ':true': {'BOOL': true},
			  ':p': {'SS': ['p']}, ':pq': {'SS': ['q', 'p']}, ':r': {'SS': ['r']}, ':numbers': {'NS': ['1']},
			  ':list': {'L': [{'S': 'new'}]}, ':map': {'M': {'y': {'N': '1'}}}}}""";

	private static final String ITEM = """
			{'Item': {'k': {'S': 'a'}, 'num': {'N': '5'}, 'str': {'S': 'xyz'}, 'bin': {'B': 'aGk='},
			  'flag': {'BOOL': true}, 'nul': {'NULL': true}, 'tags': {'SS': ['p', 'q']}, 'nums': {'NS': ['1', '2']},
			  'lst': {'L': [{'S': 'l0'}, {'N': '1'}, {'L': [{'S': 'deep'}]}]},
			  'm': {'M': {'inn': {'S': 'v'}, 'li': {'L': [{'S': '0'}, {'S': '1'}]}}}}}""";

	private TestCalls() {
	}

	static RequestBody call(String json) {
		return WireFormat.JSON.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	static Placeholders placeholders() {
		return Placeholders.of(call(PLACEHOLDERS));
	}

	static Value.Document item() {
		return ValueReader.requiredDocument(call(ITEM), "Item");
	}

	static Value value(String json) {
		return ValueReader.value(call(json).members());
	}

}
