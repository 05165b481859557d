import type { Sender } from '@tributary/gateway/identity/identity';
import type { Endpoint } from '@tributary/gateway/rest/endpoint';
import { checkInput } from '@tributary/gateway/rest/validation';
import { anonymous } from '@tributary/runtime/identity';

/** Somebody who sent nothing in particular. */
export const sender: Sender = {
  headers: {},
  query: new URLSearchParams(),
  cookies: {},
  ip: '192.0.2.1',
  userAgent: undefined,
  isForeign: false,
  isSecure: false,
};

interface Given {
  params?: unknown;
  query?: Record<string, string>;
  body?: unknown;
  from?: Partial<Sender>;
}

export function inputOf(one: Endpoint, { params = {}, query = {}, body = {}, from }: Given) {
  const whole = { params, sender: { ...sender, ...from }, viewer: anonymous };
  return { ...checkInput(one, { query, body }, whole), upload: undefined };
}

/** What an endpoint asks the graph for. */
export const variablesOf = (one: Endpoint, given: Given): unknown =>
  one.variables(inputOf(one, given));
