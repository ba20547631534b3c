package io.kinesisboot.embedded.item;

import io.kinesisboot.embedded.TestServices;

/**
 * An item, and placeholders for expressions about it.
 */
final class TestItems {

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

	private TestItems() {
	}

	static Placeholders placeholders() {
		return Placeholders.of(TestServices.parameters(PLACEHOLDERS));
	}

	static Value.Document item() {
		return ValueReader.requiredDocument(TestServices.parameters(ITEM), "Item");
	}

	static Value value(String json) {
		return ValueReader.value(TestServices.parameters(json).members());
	}

}
