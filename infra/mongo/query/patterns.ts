import { BSONRegExp } from 'bson';
import { MongoFailure } from '../failure.ts';

const cache = new Map<string, RegExp>();
const cacheMax = 500;

/** MongoDB's `x` (free spacing) has no JavaScript counterpart: blanks and comments are taken out. */
function toRegExp(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  if (!/^[imxsu]*$/.test(options)) {
    throw new MongoFailure(2, `invalid flag in regex options: ${options}`);
  }
  const source = options.includes('x')
    ? pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]|\s+|#[^\n]*/gs, (part) =>
        /^[\s#]/.test(part) ? '' : part,
      )
    : pattern;
  const ignoreCase = source.startsWith('(?i)');
  const flags = new Set([...options].filter((flag) => 'ims'.includes(flag)));
  if (ignoreCase) flags.add('i');
  try {
    const compiled = new RegExp(ignoreCase ? source.slice(4) : source, [...flags].join(''));
    if (cache.size >= cacheMax) cache.clear();
    cache.set(key, compiled);
    return compiled;
  } catch {
    throw new MongoFailure(2, `Regular expression is invalid: ${pattern}`);
  }
}

export function readPattern(value: unknown, options?: unknown): RegExp {
  const flags = options === undefined ? undefined : String(options);
  if (value instanceof BSONRegExp) return toRegExp(value.pattern, flags ?? value.options);
  if (typeof value !== 'string') throw new MongoFailure(2, '$regex has to be a string');
  return toRegExp(value, flags ?? '');
}

/** The literal text that every match begins with; undefined when there is none. */
export function literalPrefix(pattern: RegExp): string | undefined {
  if (pattern.flags !== '' || !pattern.source.startsWith('^') || pattern.source.includes('|')) {
    return undefined;
  }
  const literal = /^\^((?:[\w\s\-:@/"'#%&,;<>=~`!]|\\[^\w\s])+)/.exec(pattern.source)?.[1];
  if (literal === undefined) return undefined;
  const rest = pattern.source.slice(literal.length + 1);
  // A quantifier makes the last character optional.
  const certain = /^[*?{]/.test(rest) ? literal.replace(/(?:\\.|[^\\])$/s, '') : literal;
  return certain.replaceAll(/\\(.)/gs, '$1') || undefined;
}
