/** Why an expression has no value, in words for a model. */
export class CalculationError extends Error {
  override readonly name = 'CalculationError';
}

type Operator = (left: number, right: number) => number;

const sums: Record<string, Operator> = { '+': (a, b) => a + b, '-': (a, b) => a - b };
const products: Record<string, Operator> = {
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};
const lengthMax = 1_000;
const depthMax = 100;

/** The value of an arithmetic expression of numbers, `+ - * / % ^` and parentheses. */
export function calculate(expression: string): number {
  if (expression.length > lengthMax) {
    throw new CalculationError(`the expression exceeds ${lengthMax} characters`);
  }
  const tokens = expression.match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[^\s]/g) ?? [];
  let position = 0;
  let depth = 0;

  function readSum(): number {
    return readChain(sums, () => readChain(products, readSigned));
  }

  function readChain(operators: Record<string, Operator>, readOperand: () => number): number {
    let value = readOperand();
    for (;;) {
      const operator = operators[tokens[position] ?? ''];
      if (!operator) return value;
      position++;
      value = operator(value, readOperand());
    }
  }

  function readSigned(): number {
    if (++depth > depthMax) throw new CalculationError('the expression is nested too deeply');
    try {
      const sign = tokens[position];
      if (sign !== '-' && sign !== '+') return readPower();
      position++;
      return sign === '-' ? -readSigned() : readSigned();
    } finally {
      depth--;
    }
  }

  function readPower(): number {
    const base = readOperand();
    if (tokens[position] !== '^') return base;
    position++;
    return base ** readSigned();
  }

  function readOperand(): number {
    const token = tokens[position++];
    if (token === '(') {
      const value = readSum();
      if (tokens[position++] !== ')') throw new CalculationError('a parenthesis is not closed');
      return value;
    }
    if (token !== undefined && /^\d/.test(token)) return Number(token);
    throw new CalculationError(
      token ? `"${token}" is not expected` : 'the expression is incomplete',
    );
  }

  const value = readSum();
  if (position < tokens.length) throw new CalculationError(`"${tokens[position]}" is not expected`);
  if (!Number.isFinite(value)) throw new CalculationError('the result is not a finite number');
  return value;
}
