const scheme = /^[a-z][a-z\d+.-]*:/i;

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The address that the rest of a path spells. On their way through proxies some arrive encoded twice,
 * some half decoded: then slashes are missing, and a query of their own is one of the request's.
 */
export function readRemoteAddress(rest: string, query: Readonly<Record<string, string>>): string {
  const decoded = scheme.test(rest) ? rest : decodeOnce(rest);
  const address = decoded.replace(/^(https?):\/*(?=[^/])/i, '$1://');
  const search = new URLSearchParams(query).toString();
  return search === '' || address.includes('?') ? address : `${address}?${search}`;
}
