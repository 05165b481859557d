import { expect, test } from 'vitest';
import { createFederation, plain } from './federation.ts';

const operations: Record<string, string> = {
  'fields of one service': '{ me { id email name { first last } grid } }',
  'aliases and arguments': `{
    first: users(first: 1) { key: id body: reviews(first: 1) { loud: body(upper: true) body } }
    me { __typename who: name { given: first } all: reviews { id body } one: reviews(first: 1) { id } }
  }`,
  'lists of lists': '{ users { grid id } }',
  'entities of entities': `{
    users { id reviews { id product { upc title reviews { author { name { first } } } } } }
  }`,
  'an entity that does not exist':
    '{ reviews { id author { id name { first } } product { title } } }',
  'what a field provides': '{ reviews { id author { email } } }',
  'a compound key and its requirements': `{
    products { sku shipping express: shipping(express: true) inStock brand { name country } }
  }`,
  'a requirement that is null': '{ product(upc: "p3") { shipping size { weight unit } } }',
  'an interface over an object': '{ media { id title rating critics { email name { first } } } }',
  'types behind an interface object': `{
    rated(above: 3) { __typename id rating title ... on Book { pages extra } ... on Film { minutes } }
  }`,
  'an interface object alone': '{ rated(above: 3) { rating id } }',
  'a union': `{
    search {
      __typename
      ... on Product { title reviews { id } shipping }
      ... on Book { title rating pages }
      ... on Film { called: title minutes critics { nick } }
      ... on User { id name { first } reviews { id } }
    }
  }`,
  'a union that spans services': `{
    me { favourites { __typename ... on Media { title rating } ... on Product { title price } } }
  }`,
  'different fields under one name': `{
    media { ... on Book { extra number: pages } ... on Film { extra number: minutes } }
    search { ... on Book { of: pages } ... on Film { of: minutes } ... on Product { of: price } }
  }`,
  fragments: `
    query { me { ...Person friends { ...Person friends { ...Person } } } }
    fragment Person on User { id ...Named reviews { ...Reviewed } }
    fragment Named on User { name { first } nameAgain: name { last } }
    fragment Reviewed on Review { body product { ...Priced title } }
    fragment Priced on Product { price shipping }`,
  'repeated and overlapping fields': `{
    me { id reviews { id } reviews { body product { upc } } ... on User { reviews { product { title } } } }
    me { name { first } ... on Node { id ... on User { email } } }
  }`,
  'the name of the root': '{ __typename kind: __typename me { __typename } }',
  'nothing but introspection': `{
    __schema { queryType { name } types { name kind fields { name type { name ofType { name } } } } }
    user: __type(name: "User") { name fields { name } possibleTypes { name } }
    none: __type(name: "Hidden") { name }
  }`,
  'introspection beside data': '{ me { id } __type(name: "Role") { enumValues { name } } }',
  'an error below an entity': '{ users { id age name { first } } }',
  'an error that makes its entity null': '{ user(id: "u2") { id nick } users(first: 1) { nick } }',
  'an error that makes everything null': '{ users { id nick name { first } } me { id } }',
  'an error of the root': '{ broken me { id } }',
  'errors of one entity at two places': `{
    user(id: "u3") { age } me { friends { id age reviews { id } } }
  }`,
  'a mutation and what it returns': `mutation {
    addReview(input: { upc: "p1", authorId: "u2" }) {
      review { id author { name { first } } product { title reviews { id body } } }
      query { me { id nick } products { upc inStock } }
    }
  }`,
  'mutations one after the other': `mutation {
    one: rename(id: "u1", first: "One") { name { first } reviews { id } }
    none: rename(id: "u9", first: "None") { name { first } }
    two: rename(id: "u1", first: "Two") { name { first } age }
    addReview(input: { upc: "p2", authorId: "u1" }) { review { author { name { first } } } }
  }`,
  'constant conditions': `{
    me @include(if: true) { id @skip(if: true) email ... @include(if: false) { nick } }
    users @skip(if: true) { id }
  }`,
};

for (const [title, source] of Object.entries(operations)) {
  test(`the graph answers ${title} as one schema does`, async () => {
    // Each gets its own world, since a mutation changes it.
    const answer = comparable(await createFederation().run(source));

    expect(answer).toEqual(comparable(await createFederation().expected(source)));
  });
}

const conditional = `query ($a: Boolean!, $b: Boolean = true, $first: Int) {
  me @skip(if: $a) { id nick @include(if: $b) friends @include(if: $a) { id } }
  users(first: 2) {
    ... @include(if: $a) { age reviews(first: $first) { id } }
    ... on User @skip(if: $b) { email role }
    id
  }
}`;

for (const variables of [{ a: true, first: 1 }, { a: false }, { a: true, b: false }]) {
  test(`the graph honours the conditions ${JSON.stringify(variables)}`, async () => {
    const { run, expected } = createFederation();

    const answer = comparable(await run(conditional, variables));

    expect(answer).toEqual(comparable(await expected(conditional, variables)));
    expect(JSON.stringify(answer)).toBe(
      JSON.stringify(comparable(await expected(conditional, variables))),
    );
  });
}

interface Answer {
  data?: unknown;
  errors?: readonly { message: string; path?: unknown; extensions?: unknown }[];
}

/** Without what differs by nature: places in the document, the service, and the order of errors. */
function comparable(result: object) {
  const { data, errors } = plain(result) as Answer;
  const told = errors?.map(({ message, path, extensions = {} }) => {
    const { code } = extensions as { code?: unknown };
    return { message, path, code };
  });
  told?.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { data, errors: told };
}
