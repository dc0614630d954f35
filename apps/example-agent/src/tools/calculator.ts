import { all, create, type MathNode } from 'mathjs';

/** The expression can't be calculated. The message says why. */
export class CalculationError extends Error {
  override readonly name = 'CalculationError';
}

const maxLength = 200;
const maxNodes = 100;
const digits = 12;

const functions = new Set(
  'abs cbrt ceil cos exp floor log log10 log2 max mean median min mod pow round sign sin sqrt sum tan'.split(' '),
);
const constants = new Set(['e', 'pi', 'tau']);
const operators = new Set('add subtract multiply divide mod pow factorial unaryMinus unaryPlus to'.split(' '));

const math = create(all ?? {});

/**
 * The value of an arithmetic expression, as text: `20% * 3600` is `720`, `1 hour to seconds` is `3600 seconds`.
 *
 * Numbers, units, the usual operators and a short list of functions, and nothing else: the expression is parsed, and
 * every node of it must be on a list before it is evaluated. Nothing can be assigned, defined, indexed or imported.
 *
 * @throws CalculationError if the expression is not such arithmetic, is too long, or has no finite real value.
 */
export function calculate(expression: string): string {
  if (expression.length > maxLength) {
    throw new CalculationError(`The expression is longer than ${maxLength} characters.`);
  }
  const node = parse(expression);
  checkNodes(node);
  let value: unknown;
  try {
    value = node.evaluate();
  } catch (cause) {
    throw new CalculationError(`${expression} can't be calculated: ${messageOf(cause)}.`, { cause });
  }
  const size =
    typeof value === 'number' ? value : math.isUnit(value) ? value.toNumeric(value.formatUnits()) : Number.NaN;
  if (typeof size !== 'number' || !Number.isFinite(size)) {
    throw new CalculationError(`${expression} has no finite real value.`);
  }
  return math.format(value, { precision: digits, lowerExp: -9, upperExp: 15 });
}

function parse(expression: string): MathNode {
  try {
    return math.parse(expression);
  } catch (cause) {
    throw new CalculationError(`${expression} is no arithmetic expression: ${messageOf(cause)}.`, { cause });
  }
}

function checkNodes(root: MathNode): void {
  let count = 0;
  root.traverse((node, path, parent) => {
    count += 1;
    if (count > maxNodes) {
      throw new CalculationError(`The expression has more than ${maxNodes} parts.`);
    }
    const isCalled = math.isFunctionNode(parent) && path === 'fn';
    if (!isAllowed(node, isCalled)) {
      throw new CalculationError(`${node.toString()} is not allowed; only arithmetic is.`);
    }
  });
}

function isAllowed(node: MathNode, isCalled: boolean): boolean {
  if (math.isSymbolNode(node)) {
    return isCalled ? functions.has(node.name) : constants.has(node.name) || math.Unit.isValuelessUnit(node.name);
  }
  if (math.isConstantNode(node)) {
    return typeof node.value === 'number';
  }
  if (math.isOperatorNode(node)) {
    return operators.has(node.fn);
  }
  return math.isParenthesisNode(node) || (math.isFunctionNode(node) && math.isSymbolNode(node.fn));
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
