package io.kinesisboot.embedded.item;

import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.protocol.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UpdateParser} and the updates it makes.
 */
class UpdateParserTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					SET num = num + :one                             | num     | {'N': '6'}
					SET num = :one - num                             | num     | {'N': '-4'}
					SET num = (num + :one)                           | num     | {'N': '6'}
					set num = :one remove str                        | num     | {'N': '1'}
					SET another = num                                  | another   | {'N': '5'}
					SET another = if_not_exists(another, :one)           | another   | {'N': '1'}
					SET num = if_not_exists(num, :one)               | num     | {'N': '5'}
					SET another = if_not_exists(another, :one) + :one    | another   | {'N': '2'}
					SET lst = list_append(:list, lst)                | lst[0]  | {'S': 'new'}
					SET lst = list_append(lst, :list)                | lst[3]  | {'S': 'new'}
					SET lst[9] = :one, lst[8] = :x                   | lst     | {'L': [{'S': 'l0'}, {'N': '1'}, {'L': [{'S': 'deep'}]}, {'S': 'x'}, {'N': '1'}]}
					SET lst[1] = lst[0], lst[0] = lst[1]             | lst     | {'L': [{'N': '1'}, {'S': 'l0'}, {'L': [{'S': 'deep'}]}]}
					SET lst[3] = :one REMOVE lst[0]                  | lst     | {'L': [{'N': '1'}, {'L': [{'S': 'deep'}]}, {'N': '1'}]}
					REMOVE lst[0], lst[1]                            | lst     | {'L': [{'L': [{'S': 'deep'}]}]}
					REMOVE lst[0], lst[2][0]                         | lst     | {'L': [{'N': '1'}, {'L': []}]}
					REMOVE m.inn                                     | m       | {'M': {'li': {'L': [{'S': '0'}, {'S': '1'}]}}}
					SET m.li[0] = m.inn, m.inn = m.li[0]             | m       | {'M': {'inn': {'S': '0'}, 'li': {'L': [{'S': 'v'}, {'S': '1'}]}}}
					SET m.fresh = :map                               | m.fresh | {'M': {'y': {'N': '1'}}}
					ADD num :one                                     | num     | {'N': '6'}
					ADD another :one                                   | another   | {'N': '1'}
					ADD tags :r                                      | tags    | {'SS': ['p', 'q', 'r']}
					DELETE tags :p                                   | tags    | {'SS': ['q']}
					DELETE tags :r                                   | tags    | {'SS': ['p', 'q']}
					ADD num :one DELETE nums :numbers SET str = :x   | nums    | {'NS': ['2']}
					""")
	void updateChangesTheItem(String expression, String path, String expected) {
		assertThat(path(path).in(apply(expression))).isEqualTo(TestItems.value(expected));
	}

	@ParameterizedTest
	@CsvSource({ "REMOVE num, num", "DELETE tags :pq, tags", "REMOVE absent, absent", "DELETE absent :p, absent" })
	void updateLeavesNothingBehind(String expression, String attribute) {
		assertThat(apply(expression).members()).doesNotContainKey(attribute);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					SET                             | Syntax error; token: "<EOF>", near: "SET"
					SET num                         | Syntax error; token: "<EOF>", near: "num"
					SET num :one                    | Syntax error; token: ":one", near: "num :one"
					FOO num                         | Syntax error; token: "FOO", near: "FOO num"
					SET num = :one WHERE            | Syntax error; token: "WHERE", near: ":one WHERE"
					SET num = -:one                 | Syntax error; token: "-", near: "= -:one"
					SET num = :one + :one + :one    | Syntax error; token: "+", near: ":one + :one"
					ADD num num                     | Syntax error; token: "num", near: "num num"
					SET num = :one SET str = :x     | The "SET" section can only be used once in an update expression;
					SET m = :map, m.inn = :x        | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, inn]
					SET num = foo(num)              | Invalid function name; function: foo
					SET num = size(str)             | The function is not allowed in an update expression; function: size
					SET num = if_not_exists(:x, :x) | Operator or function requires a document path; operator or function: if_not_exists
					SET num = :one + :x             | Incorrect operand type for operator or function; operator or function: +, operand type: S
					SET lst = list_append(lst)      | Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1
					ADD num :x                      | Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND
					DELETE tags :one                | Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND
					""")
	void malformedExpressionIsRefusedInTheWordsOfTheService(String expression, String message) {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse(expression))
			.withMessage("Invalid UpdateExpression: " + message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SET num = absent            | The provided expression refers to an attribute that does not exist in the item
			SET num = absent + :one     | The provided expression refers to an attribute that does not exist in the item
			SET num = str + :one         | An operand in the update expression has an incorrect data type
			SET num = list_append(m, lst) | An operand in the update expression has an incorrect data type
			ADD str :one                 | An operand in the update expression has an incorrect data type
			ADD tags :numbers            | An operand in the update expression has an incorrect data type
			DELETE nums :p               | An operand in the update expression has an incorrect data type
			SET absent.y = :x           | The document path provided in the update expression is invalid for update
			SET str.y = :x               | The document path provided in the update expression is invalid for update
			SET m[0] = :x                | The document path provided in the update expression is invalid for update
			REMOVE m.absent.y           | The document path provided in the update expression is invalid for update
			""")
	void updateThatDoesNotFitTheItemIsRefused(String expression, String message) {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> apply(expression)).withMessage(message);
	}

	@Test
	void endlessNestingIsRefused() {
		String nested = "SET a = " + "(".repeat(4000);
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse(nested))
			.withMessageStartingWith("Invalid UpdateExpression: ");
	}

	@Test
	void numberOutOfRangeIsRefused() {
		Value.Document item = ValueReader
			.requiredDocument(TestServices.parameters("{'Item': {'num': {'N': '9E+125'}}}"), "Item");
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse("ADD num :one").applyTo(item))
			.withMessage("Attempting to store more than 38 significant digits in a Number");
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse("SET num = num + num").applyTo(item))
			.withMessageStartingWith("Number overflow.");
	}

	private static Value.Document apply(String expression) {
		return parse(expression).applyTo(TestItems.item());
	}

	private static ItemUpdate parse(String expression) {
		return UpdateParser.parse(expression, TestItems.placeholders());
	}

	private static DocumentPath path(String text) {
		return new ExpressionReader("ProjectionExpression", text, TestItems.placeholders()).path();
	}

}
