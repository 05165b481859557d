import { z } from 'zod';

// What is wrong is said as the documented API says it: by the type of the error, and a text.

interface NumberRule {
  readonly isWhole?: boolean;
  readonly min: number;
  /** Whether the smallest number itself is too small. */
  readonly isAbove?: boolean;
  readonly max?: number;
}

type Wrong = [type: string, message: string] | undefined;

const whole = /^\s*[+-]?\d{1,300}\s*$/;
const decimal = /^\s*[+-]?(?:\d{1,300}\.?\d{0,300}|\.\d{1,300})(?:e[+-]?\d{1,3})?\s*$/i;

export const number = (rule: NumberRule) => field((text) => [Number(text), findWrong(text, rule)]);

function findWrong(text: string, { isWhole, min, isAbove, max }: NumberRule): Wrong {
  const unable = 'unable to parse string as';
  const value = Number(text);
  if (isWhole && !whole.test(text)) {
    return ['int_parsing', `Input should be a valid integer, ${unable} an integer`];
  }
  if (!decimal.test(text)) {
    return ['float_parsing', `Input should be a valid number, ${unable} a number`];
  }
  if (isAbove && value <= min) return ['greater_than', `Input should be greater than ${min}`];
  if (value < min) {
    return ['greater_than_equal', `Input should be greater than or equal to ${min}`];
  }
  if (max !== undefined && value > max) {
    return ['less_than_equal', `Input should be less than or equal to ${max}`];
  }
  return undefined;
}

const flags = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

export const flag = field((text) => {
  const value = flags.get(text.toLowerCase());
  const message = 'Input should be a valid boolean, unable to interpret input';
  return [value ?? false, value === undefined ? ['bool_parsing', message] : undefined];
});

export const choice = <const Value extends string>(values: readonly Value[]) =>
  field((text) => {
    const value = values.find((one) => one === text);
    const wanted = values.map((one) => `'${one}'`).join(' or ');
    return [value, value === undefined ? ['enum', `Input should be ${wanted}`] : undefined];
  });

const wordsMax = 100;

/** Comma separated; undefined when nothing is in it. */
export const words = field((text) => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const message = `List should have at most ${wordsMax} items`;
  const wrong: Wrong = items.length > wordsMax ? ['too_long', message] : undefined;
  return [items.length > 0 ? items : undefined, wrong];
});

function field<Value>(read: (text: string) => [value: Value, wrong: Wrong]) {
  return z.string().transform((text, context) => {
    const [value, wrong] = read(text);
    if (!wrong) return value;
    const [type, message] = wrong;
    context.addIssue({ code: 'custom', message, params: { type }, input: text });
    return z.NEVER;
  });
}
