import { checkDefinition } from '@tributary/workflow/definitions';
import { expect, test } from 'vitest';

test('a mapping with a graph is a definition', () => {
  expect(checkDefinition('version: 0.4.0\ngraph: {id: a, nodes: []}\n')).toBeUndefined();
});

test.each([
  ['graph:\n  id: a\n  nodes: [\n', 'definition: line '],
  ['a: 1\na: 2\n', 'definition: line 2: '],
  ['- graph\n', 'definition: must be a mapping'],
  ['graph: [1]\n', 'definition: graph: must be a mapping'],
  ['', 'definition: must be a mapping'],
])('what is none is refused', (source, text) => {
  expect(() => checkDefinition(source)).toThrow(text);
});

test('a definition cannot blow up by aliases', () => {
  const names = 'abcdefghi'.split('');
  const lines = names.map((name, index) => {
    const before = names[index - 1];
    const items = before ? Array.from({ length: 9 }, () => `*${before}`) : ['x'];
    return `${name}: &${name} [${items.join(', ')}]`;
  });

  expect(() => checkDefinition([...lines, 'graph: {}'].join('\n'))).toThrow('too many aliases');
});
