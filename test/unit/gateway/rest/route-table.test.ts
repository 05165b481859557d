import { endpoint, ok, type Route } from '@tributary/gateway/rest/endpoint';
import { createRouteTable } from '@tributary/gateway/rest/route-table';
import { parse } from 'graphql';
import { expect, test } from 'vitest';

const at = (route: Route) =>
  endpoint({
    route,
    identity: {},
    document: parse('{ a }'),
    variables: () => ({}),
    reply: () => ok(null),
  });

test('a table knows the methods of a path, and of no other', () => {
  const methodsOf = createRouteTable([
    at('GET /v1/things/:id'),
    at('DELETE /v1/things/:id'),
    at('POST /v1/things'),
  ]);

  expect(methodsOf('/v1/things/7')).toEqual(['DELETE', 'GET', 'HEAD']);
  expect(methodsOf('/v1/things')).toEqual(['POST']);
  expect(methodsOf('/v1/things/7/more')).toEqual([]);
  expect(methodsOf('/v1/things/')).toEqual([]);
});
