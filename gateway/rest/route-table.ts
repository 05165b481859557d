import type { Endpoint, Route } from './endpoint.ts';

export function splitRoute(route: Route): { method: string; path: string } {
  const space = route.indexOf(' ');
  return { method: route.slice(0, space), path: route.slice(space + 1) };
}

function toPattern(segment: string): string {
  if (segment === '*') return '.*';
  return segment.startsWith(':') ? '[^/]+' : RegExp.escape(segment);
}

/** The methods that a path of a face has; none if it is no path of it at all. */
export function createRouteTable(endpoints: readonly Endpoint[]): (path: string) => string[] {
  const routes = endpoints.map(({ route }) => {
    const { method, path } = splitRoute(route);
    const pattern = path.split('/').map(toPattern).join('/');
    return { method, pattern: new RegExp(`^${pattern}$`) };
  });
  return (path) => {
    const methods = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.includes('GET')) methods.push('HEAD');
    return [...new Set(methods)].sort();
  };
}
