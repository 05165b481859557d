import { type PublishedSchemas, settleSchemas, trySchemas } from '@tributary/gateway/supergraphs';
import { parse } from 'graphql';
import { expect, test } from 'vitest';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
const one = `${link} type Query { one: Thing } type Thing @key(fields: "id") { id: ID! }`;
const two = `${link} type Query { two: Int } type Thing @key(fields: "id") { id: ID! size: Int }`;
/** Claims a field that another service owns. */
const clash = `${link} type Query { three: Int } type Thing @key(fields: "id") { id: ID! size: Int }`;

const set = (sdls: Record<string, string>): PublishedSchemas =>
  new Map(
    Object.entries(sdls).map(([name, sdl]) => [name, { name, url: `nats:graphql.${name}`, sdl }]),
  );
const document = parse('query Sizes { one { size } }');

test('schemas that fit together are all taken', () => {
  const published = set({ one, two });

  const { accepted, refused } = settleSchemas(new Map(), published, [document]);

  expect(accepted?.schemas).toEqual(published);
  expect(refused).toEqual([]);
});

test('one that does not fit is refused by name, and the changes of others are taken', () => {
  const current = set({ one, two });
  const wider = two.replace('size: Int', 'size: Int colour: String');
  const published = set({ one, two: wider, three: clash });

  const { accepted, refused } = settleSchemas(current, published, [document]);

  expect(accepted?.schemas).toEqual(set({ one, two: wider }));
  expect(refused.map(({ subgraph }) => subgraph)).toEqual(['three']);
  expect(refused[0]?.errors.join()).toContain('Thing.size');
});

test('what an API needs cannot be taken away', () => {
  const current = set({ one, two });
  const published = set({ one, two: two.replace('size: Int', 'length: Int') });

  const { accepted, refused } = settleSchemas(current, published, [document]);

  expect(accepted).toBeUndefined();
  const errors = ['Sizes: Cannot query field "size" on type "Thing".'];
  expect(refused).toEqual([{ subgraph: 'two', errors }]);
});

test('a service that leaves is refused while it is needed, and let go when not', () => {
  const current = set({ one, two });

  const needed = settleSchemas(current, set({ one }), [document]);
  const spare = settleSchemas(current, set({ one }), []);

  expect(needed.refused.map(({ subgraph }) => subgraph)).toEqual(['two']);
  expect(spare.accepted?.schemas).toEqual(set({ one }));
});

test('what nobody publishes yet is named without composing what there is', () => {
  const trial = trySchemas(set({ clash: `${link} type Query { broken: Nothing }` }), [document]);

  expect(trial).toEqual({ errors: ['Sizes: no service has the root field "one"'] });
});

test('text that is no schema is refused by name', () => {
  const { refused } = settleSchemas(set({ one, two }), set({ one, two, bad: 'type {' }), []);

  expect(refused).toHaveLength(1);
  expect(refused[0]?.subgraph).toBe('bad');
  expect(refused[0]?.errors[0]).toContain('Syntax Error');
});

test('nothing at all is not a supergraph', () => {
  expect(trySchemas(new Map(), [])).toEqual({ errors: ['no service has published a schema'] });
});
