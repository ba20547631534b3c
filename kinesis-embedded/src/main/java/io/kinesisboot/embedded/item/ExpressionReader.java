package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * The words of an expression, one after the other, and the parts that all kinds of
 * expressions share. Confined to the call.
 */
final class ExpressionReader {

	private static final Pattern TOKEN = Pattern
		.compile("[A-Za-z_][A-Za-z0-9_]*|[#:][A-Za-z0-9_]+|[0-9]+|<>|<=|>=|\\S");

	private static final Pattern NAME = Pattern.compile("[A-Za-z_].*");

	private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT", "IN", "BETWEEN", "SET", "REMOVE", "ADD",
			"DELETE");

	private static final int MAX_LENGTH = 4096;

	private static final int MAX_OPERATORS = 300;

	/** Of use are no more than one pair of parentheses for each operator. */
	private static final int MAX_DEPTH = 2 * MAX_OPERATORS;

	private static final int MAX_PATH_STEPS = 32;

	private static final String END = "<EOF>";

	private final String kind;

	private final String text;

	private final Placeholders placeholders;

	private final List<Token> tokens = new ArrayList<>();

	private int position;

	private int depth;

	private int operators;

	/**
	 * Creates a reader at the first word.
	 * @param kind the call's parameter, such as {@code ConditionExpression}
	 * @param text the expression
	 * @param placeholders what its placeholders stand for
	 */
	ExpressionReader(String kind, String text, Placeholders placeholders) {
		this.kind = kind;
		this.text = text;
		this.placeholders = placeholders;
		if (text.isBlank()) {
			throw invalid("The expression can not be empty;");
		}
		if (text.length() > MAX_LENGTH) {
			throw invalid("Expression size has exceeded the maximum allowed size; expression size: " + text.length());
		}
		Matcher matcher = TOKEN.matcher(text);
		while (matcher.find()) {
			this.tokens.add(new Token(matcher.group(), matcher.start(), matcher.end()));
		}
		this.tokens.add(new Token(END, text.length(), text.length()));
	}

	/**
	 * The position of the next word.
	 * @return the number of words read
	 */
	int position() {
		return this.position;
	}

	String peek() {
		return this.tokens.get(this.position).text();
	}

	private String next() {
		String token = peek();
		if (atEnd()) {
			throw syntaxError();
		}
		this.position++;
		return token;
	}

	boolean atEnd() {
		return this.position == this.tokens.size() - 1;
	}

	/**
	 * Reads the next word if it is the given one.
	 * @param token a word or sign
	 * @return whether it was read
	 */
	boolean accept(String token) {
		boolean accepted = peek().equalsIgnoreCase(token) && !atEnd();
		if (accepted) {
			this.position++;
		}
		return accepted;
	}

	/**
	 * Reads the next word if it is the given operator, of which an expression may only
	 * hold so many.
	 * @param operator the operator
	 * @return whether it was read
	 */
	boolean acceptOperator(String operator) {
		boolean accepted = accept(operator);
		if (accepted && ++this.operators > MAX_OPERATORS) {
			throw invalid("The expression contains too many operators; operator count: " + this.operators);
		}
		return accepted;
	}

	void expect(String token) {
		if (!accept(token)) {
			throw syntaxError();
		}
	}

	void expectEnd() {
		if (!atEnd()) {
			throw syntaxError();
		}
	}

	/**
	 * Reads a part that may hold parts of its own kind.
	 * @param <T> what is read
	 * @param part reads it
	 * @return what was read
	 */
	<T> T nested(Supplier<T> part) {
		if (++this.depth > MAX_DEPTH) {
			throw invalid("The expression has redundant parentheses;");
		}
		T result = part.get();
		this.depth--;
		return result;
	}

	/**
	 * Whether a function follows.
	 * @return whether the next word is a name and the one after it opens a parenthesis
	 */
	boolean atFunction() {
		return isName(peek()) && this.tokens.get(this.position + 1).text().equals("(");
	}

	String functionName() {
		return next();
	}

	/**
	 * Reads the operands of a function, with their parentheses.
	 * @param <T> what an operand is
	 * @param function the function's name
	 * @param count how many operands it has
	 * @param operand reads one
	 * @return the operands
	 */
	<T> List<T> arguments(String function, int count, Supplier<T> operand) {
		List<T> arguments = parenthesized(operand);
		if (arguments.size() != count) {
			throw invalid("Incorrect number of operands for operator or function; operator or function: " + function
					+ ", number of operands: " + arguments.size());
		}
		return arguments;
	}

	<T> List<T> parenthesized(Supplier<T> element) {
		expect("(");
		List<T> elements = separated(() -> nested(element));
		expect(")");
		return elements;
	}

	<T> List<T> separated(Supplier<T> element) {
		List<T> elements = new ArrayList<>();
		do {
			elements.add(element.get());
		}
		while (accept(","));
		return elements;
	}

	boolean atValue() {
		return peek().startsWith(":") && peek().length() > 1;
	}

	Value value() {
		if (!atValue()) {
			throw syntaxError();
		}
		String placeholder = next();
		Value value = this.placeholders.value(placeholder);
		if (value == null) {
			throw invalid(
					"An expression attribute value used in expression is not defined; attribute value: " + placeholder);
		}
		return value;
	}

	DocumentPath path() {
		List<DocumentPath.Step> steps = new ArrayList<>();
		steps.add(member());
		for (DocumentPath.Step step = step(); step != null; step = step()) {
			steps.add(step);
		}
		if (steps.size() > MAX_PATH_STEPS) {
			throw invalid("The document path has too many nesting levels; nesting levels: " + steps.size());
		}
		return new DocumentPath(steps);
	}

	private DocumentPath.@Nullable Step step() {
		if (accept(".")) {
			return member();
		}
		return accept("[") ? element() : null;
	}

	private DocumentPath.Member member() {
		String token = peek();
		if (token.startsWith("#") && token.length() > 1) {
			return new DocumentPath.Member(name(next()));
		}
		if (!isName(token)) {
			throw syntaxError();
		}
		if (ReservedWords.contains(token)) {
			throw invalid("Attribute name is a reserved keyword; reserved keyword: " + token);
		}
		return new DocumentPath.Member(next());
	}

	private String name(String placeholder) {
		String name = this.placeholders.name(placeholder);
		if (name == null) {
			throw invalid("An expression attribute name used in the document path is not defined; attribute name: "
					+ placeholder);
		}
		return name;
	}

	private DocumentPath.Element element() {
		try {
			DocumentPath.Element element = new DocumentPath.Element(Integer.parseInt(peek()));
			next();
			expect("]");
			return element;
		}
		catch (NumberFormatException ex) {
			throw syntaxError();
		}
	}

	private boolean isName(String token) {
		return !atEnd() && NAME.matcher(token).matches() && !KEYWORDS.contains(token.toUpperCase(Locale.ROOT));
	}

	void requireDistinct(String operator, Operand first, Operand second) {
		if (first instanceof Operand.Attribute attribute && first.equals(second)) {
			throw invalid(
					"The first operand must be distinct from the remaining operands for this operator or function;"
							+ " operator: " + operator + ", first operand: " + attribute.path());
		}
	}

	/**
	 * Refuses paths of which one leads through the end of another.
	 * @param paths the paths
	 */
	void requireDisjoint(List<DocumentPath> paths) {
		for (int i = 0; i < paths.size(); i++) {
			for (DocumentPath other : paths.subList(i + 1, paths.size())) {
				if (paths.get(i).overlaps(other)) {
					throw invalid(
							"Two document paths overlap with each other; must remove or rewrite one of these paths;"
									+ " path one: " + paths.get(i) + ", path two: " + other);
				}
			}
		}
	}

	AwsError wrongOperandType(String function, Value operand) {
		return invalid("Incorrect operand type for operator or function; operator or function: " + function
				+ ", operand type: " + operand.type());
	}

	AwsError pathRequired(String function) {
		return invalid("Operator or function requires a document path; operator or function: " + function);
	}

	AwsError invalid(String message) {
		return LeaseErrors.validation("Invalid " + this.kind + ": " + message);
	}

	AwsError syntaxError() {
		int last = this.tokens.size() - 1;
		int from = this.tokens.get(Math.max(0, this.position - 1)).start();
		int to = this.tokens.get(Math.min(last, this.position + 1)).end();
		// The end of the text has no length, so that blanks before it are shown.
		int end = (this.position + 1 < last || atEnd()) ? to : this.tokens.get(this.position).end();
		return invalid("Syntax error; token: \"" + peek() + "\", near: \"" + this.text.substring(from, end) + "\"");
	}

	/**
	 * A word or sign. Immutable.
	 *
	 * @param text the word
	 * @param start where it begins
	 * @param end where it ends
	 */
	private record Token(String text, int start, int end) {

	}

}
