import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { isDuplicateKey } from '@tributary/runtime/store';
import { askService } from '@tributary/runtime/subgraph';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Collections } from './collections.ts';
import { requireAccount } from './run-access.ts';

const bytesMax = 1_048_576;
const attemptsMax = 20;
const appReply = z.object({
  app: z.object({ mode: z.string(), organizationId: z.string() }).nullable(),
});
const appQuery = 'query WorkflowApp($id: ID!) { app(id: $id) { mode organizationId } }';

export interface DefinitionsOptions {
  viewer: Viewer;
  collections: Pick<Collections, 'definitions'>;
  bus: Bus;
}

/** The published definitions of workflow apps: versions from 1, none of which ever changes. */
export function createDefinitions({ viewer, collections, bus }: DefinitionsOptions) {
  const { definitions } = collections;

  async function publish(input: { appId: string; definition: string }): Promise<number> {
    const account = requireAccount(viewer);
    if (Buffer.byteLength(input.definition) > bytesMax) {
      throw new Failure('TOO_LARGE', `definition exceeds ${bytesMax} bytes`);
    }
    checkDefinition(input.definition);
    const organizationId = await checkApp(input.appId);
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const version = ((await newest(input.appId)) ?? 0) + 1;
      try {
        await definitions.create({
          _id: `${input.appId}:${version}`,
          ...input,
          version,
          organizationId,
          publishedBy: account.id,
          createdAt: new Date(),
        });
        return version;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    throw new Failure('UNAVAILABLE', 'too many publish this workflow at once');
  }

  async function checkApp(id: string): Promise<string> {
    const reply = await askService(bus, 'auth', { query: appQuery, variables: { id } }, { viewer });
    const { app } = appReply.parse(reply);
    if (!app || app.organizationId !== viewer.organizationId) {
      throw new Failure('NOT_FOUND', 'the app does not exist');
    }
    if (app.mode !== 'WORKFLOW') throw new Failure('BAD_INPUT', 'the app is not a workflow');
    return app.organizationId;
  }

  async function newest(appId: string, filter = {}): Promise<number | null> {
    const found = await definitions
      .findOne({ appId, ...filter }, { version: 1 })
      .sort({ version: -1 })
      .lean<{ version: number }>();
    return found?.version ?? null;
  }

  /** The newest version's number, to those who belong to the app's organization. */
  async function loadVersion(appId: string): Promise<number | null> {
    const { organizationId } = viewer;
    return organizationId === undefined ? null : newest(appId, { organizationId });
  }

  return { publish, loadVersion };
}

export type Definitions = ReturnType<typeof createDefinitions>;

/** Refuses what is no definition; the failure names the line or the member. */
export function checkDefinition(source: string): void {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new Failure('BAD_INPUT', `definition: line ${line}: ${error.message}`);
  }
  const content = toContent(document);
  if (!isMapping(content)) throw new Failure('BAD_INPUT', 'definition: must be a mapping');
  if (!isMapping(content.graph)) {
    throw new Failure('BAD_INPUT', 'definition: graph: must be a mapping');
  }
}

function toContent(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'definition: has too many aliases', { cause });
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
