package io.kinesisboot.embedded.item;

import io.kinesisboot.embedded.protocol.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConditionParser} and the conditions it makes.
 */
class ConditionParserTests {

	@ParameterizedTest
	@ValueSource(strings = { "num = :five", ":five = num", "#n >= :three AND num <= :seven", "num <> :x",
			"absent <> :x", "num BETWEEN :three AND :seven", "num between :five and :five", "str IN (:x, :xyz)",
			"attribute_exists(#k)", "attribute_exists(m.inn)", "attribute_exists(m.li[1])",
			"attribute_not_exists(m.li[2])", "attribute_not_exists(absent)", "attribute_type(num, :type)",
			"begins_with(str, :x)", "begins_with(bin, :head)", "contains(str, :x)",
			"contains(tags, :x) OR contains(lst, :one)", "contains(nums, :one)", "size(str) = :three",
			"size(:x) = :one", "size(lst) = size(str)", "NOT num = :x", "NOT NOT num = :five", "lst[2][0] <> :x",
			"tags = :pq", "bin = :bytes", "flag = :true", "num = :five OR num > :five AND str = :x",
			"(num = :five OR num > :five) AND NOT str = :x",
			"num = :five AND (str = :x OR (str = :xyz AND NOT flag <> :true))" })
	void conditionHolds(String expression) {
		assertThat(parse(expression).matches(TestItems.item())).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "num = :x", "absent = :x", "num < :x", "num > :five", "num < :five",
			"str BETWEEN :three AND :seven", "str IN (:x)", "attribute_not_exists(k)", "attribute_exists(lst[3])",
			"attribute_exists(str.a)", "attribute_type(str, :type)", "begins_with(num, :x)", "begins_with(:x, str)",
			"contains(num, :one)", "contains(tags, :p)", "size(num) = :one", "#dotted = :x", "nul = :true",
			"NOT (num = :five)", "(num = :five OR num > :five) AND str = :x" })
	void conditionDoesNotHold(String expression) {
		assertThat(parse(expression).matches(TestItems.item())).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					num = :five AND        | Syntax error; token: "<EOF>", near: "AND"
					num = :five num = :one | Syntax error; token: "num", near: ":five num ="
					num                    | Syntax error; token: "<EOF>", near: "num"
					AND                    | Syntax error; token: "AND", near: "AND"
					num == :five           | Syntax error; token: "=", near: "== :five"
					num = 5                | Syntax error; token: "5", near: "= 5"
					num ! :five            | Syntax error; token: "!", near: "num ! :five"
					a..b = :x              | Syntax error; token: ".", near: "..b"
					a[x] = :x              | Syntax error; token: "x", near: "[x]"
					lst[-1] = :x           | Syntax error; token: "-", near: "[-1"
					lst[99999999999] = :x  | Syntax error; token: "99999999999", near: "[99999999999]"
					lst[4000000000] = :x   | Syntax error; token: "4000000000", near: "[4000000000]"
					num = :                | Syntax error; token: ":", near: "= :"
					k = :a @               | Syntax error; token: "@", near: ":a @"
					num IN ()              | Syntax error; token: ")", near: "()"
					(num = :five           | Syntax error; token: "<EOF>", near: ":five"
					foo(num)               | Invalid function name; function: foo
					Attribute_Exists(num)  | Invalid function name; function: Attribute_Exists
					list_append(num, :x)   | The function is not allowed in a condition expression; function: list_append
					attribute_exists(:x)   | Operator or function requires a document path; operator or function: attribute_exists
					begins_with(str)       | Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1
					begins_with(str, :one) | Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
					flag < :true           | Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
					num = #n               | The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [num]
					((num = :five))        | The expression has redundant parentheses;
					num = :undefined       | An expression attribute value used in expression is not defined; attribute value: :undefined
					#undefined = :x        | An expression attribute name used in the document path is not defined; attribute name: #undefined
					data = :x              | Attribute name is a reserved keyword; reserved keyword: data
					num BETWEEN :seven AND :one | The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:7}, upper bound operand: AttributeValue: {N:1}
					""")
	void malformedExpressionIsRefusedInTheWordsOfTheService(String expression, String message) {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse(expression))
			.withMessage("Invalid ConditionExpression: " + message)
			.satisfies((error) -> assertThat(error.type()).isEqualTo("com.amazon.coral.validate#ValidationException"));
	}

	@Test
	void emptyExpressionIsRefused() {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse(" "))
			.withMessage("Invalid ConditionExpression: The expression can not be empty;");
	}

	@Test
	void deepExpressionsWithinTheLimitAreUnderstood() {
		String deep = "NOT (".repeat(200) + "num = :five" + ")".repeat(200);
		assertThat(parse(deep).matches(TestItems.item())).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "(", "NOT ", "size(", "attribute_exists(" })
	void endlessNestingIsRefused(String opening) {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse(opening.repeat(4000 / opening.length())))
			.withMessageStartingWith("Invalid ConditionExpression: ");
	}

	@Test
	void tooManyOperatorsAreRefused() {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse("k=:a" + " OR k=:a".repeat(160)))
			.withMessage(
					"Invalid ConditionExpression: The expression contains too many operators; operator count: 301");
	}

	@Test
	void tooLongExpressionIsRefused() {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse("a".repeat(4097)))
			.withMessage("Invalid ConditionExpression: Expression size has exceeded the maximum allowed size;"
					+ " expression size: 4097");
	}

	@Test
	void tooLongPathIsRefused() {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> parse("a" + ".b".repeat(32) + " = :x"))
			.withMessage(
					"Invalid ConditionExpression: The document path has too many nesting levels; nesting levels: 33");
	}

	private static ItemCondition parse(String expression) {
		return ConditionParser.parse("ConditionExpression", expression, TestItems.placeholders());
	}

}
