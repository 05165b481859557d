import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const resolve = createRequire(import.meta.url).resolve;
const inPackage = (name: string, file: string) =>
  join(dirname(resolve(`${name}/package.json`)), file);

const javascript = 'text/javascript; charset=utf-8';

/** The page's own script: an inline one would need an exception from its security policy. */
const start = `
const socketUrl = location.href.replace(/^http/, 'ws').replace(/[?#].*/, '');
const fetcher = async (params, options = {}) => {
  const headers = options.headers || {};
  const names = new Set();
  if (options.documentAST) {
    for (const one of options.documentAST.definitions) {
      if (one.operation === 'subscription') names.add(one.name ? one.name.value : null);
    }
  }
  if (names.has(params.operationName || null) || (!params.operationName && names.size > 0)) {
    const client = graphqlWs.createClient({ url: socketUrl, connectionParams: headers });
    return client.iterate(params);
  }
  const response = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(params),
  });
  return response.json();
};
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, shouldPersistHeaders: false }),
);
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tributary</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphql/assets/graphiql.css">
<link rel="stylesheet" href="/graphql/assets/page.css">
</head>
<body>
<div id="graphiql">Loading…</div>
<script src="/graphql/assets/react.js"></script>
<script src="/graphql/assets/react-dom.js"></script>
<script src="/graphql/assets/graphiql.js"></script>
<script src="/graphql/assets/graphql-ws.js"></script>
<script src="/graphql/assets/start.js"></script>
</body>
</html>
`;

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Asset {
  type: string;
  load: () => Promise<Buffer | string>;
}

const fromFile = (type: string, path: string): Asset => ({ type, load: () => readFile(path) });
const fromText = (type: string, text: string): Asset => ({ type, load: async () => text });

const assets: Readonly<Record<string, Asset>> = {
  'react.js': fromFile(javascript, inPackage('react', 'umd/react.production.min.js')),
  'react-dom.js': fromFile(javascript, inPackage('react-dom', 'umd/react-dom.production.min.js')),
  'graphiql.js': fromFile(javascript, inPackage('graphiql', 'graphiql.min.js')),
  'graphiql.css': fromFile('text/css; charset=utf-8', inPackage('graphiql', 'graphiql.min.css')),
  'graphql-ws.js': fromFile(javascript, inPackage('graphql-ws', 'umd/graphql-ws.min.js')),
  'page.css': fromText(
    'text/css; charset=utf-8',
    'html,body,#graphiql{height:100%;margin:0;font-family:sans-serif}',
  ),
  'start.js': fromText(javascript, start),
};

/** Serves what the page needs; nothing comes from another host. */
export function serveAssets(app: FastifyInstance): void {
  const loaded = new Map<string, { body: Buffer | string; etag: string }>();

  async function load(name: string, asset: Asset) {
    const known = loaded.get(name);
    if (known) return known;
    const body = await asset.load();
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const found = { body, etag };
    loaded.set(name, found);
    return found;
  }

  app.get<{ Params: { name: string } }>('/graphql/assets/:name', async (request, reply) => {
    const { name } = request.params;
    const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
    if (!asset) return reply.callNotFound();
    const { body, etag } = await load(name, asset);
    reply.headers({ 'cache-control': 'public, max-age=0, must-revalidate', etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type(asset.type).send(body);
  });
}

/** The page in which a person tries out the graph. */
export const graphiql = {
  page,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    vary: 'accept',
  },
} as const;

/** Whether a request comes from the address bar of a browser. */
export function wantsPage(accept: string | undefined, search: object): boolean {
  return Boolean(accept?.includes('text/html')) && !('query' in search);
}
