import { Failure } from '@tributary/runtime/failure';

export interface TextRule {
  /** The field as the caller knows it. */
  field: string;
  min?: number;
  max: number;
}

/** Nobody types these; in a name they hide what it is or break the line of a log. */
const control = /\p{Cc}/u;
const controlButLines = /[^\P{Cc}\n\r\t]/u;

/** What counts as a character is what a person would count: a code point. */
const lengthOf = (value: string): number =>
  value.length <= 1 ? value.length : Array.from(value).length;

function checkLength(value: string, { field, min = 0, max }: TextRule): void {
  // The first test spares counting a text that is too long by any measure.
  const length = value.length > max * 2 ? Number.POSITIVE_INFINITY : lengthOf(value);
  if (length < min) throw new Failure('BAD_INPUT', `${field} needs at least ${min} characters`);
  if (length > max) throw new Failure('BAD_INPUT', `${field} exceeds ${max} characters`);
}

/** A text on one line, without the space around it; BAD_INPUT names the field and the limit. */
export function readLine(value: string, rule: TextRule): string {
  const line = value.trim();
  checkLength(line, { min: 1, ...rule });
  if (control.test(line)) {
    throw new Failure('BAD_INPUT', `${rule.field} must not contain control characters`);
  }
  return line;
}

/** A text that may have several lines or be empty. */
export function readLines(value: string, rule: TextRule): string {
  checkLength(value, rule);
  if (controlButLines.test(value)) {
    throw new Failure('BAD_INPUT', `${rule.field} must not contain control characters`);
  }
  return value;
}

/** How many rows a page may have; BAD_INPUT beyond 100. */
export function readPageSize(first: number): number {
  if (first >= 1 && first <= 100) return first;
  throw new Failure('BAD_INPUT', 'first must be from 1 to 100');
}
