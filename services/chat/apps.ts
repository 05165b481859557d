import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey } from '@tributary/runtime/store';
import type { UploadLimits } from '@tributary/runtime/variables';
import { type AppConfig, mergeConfig, toParameters, toSystemParameters } from './app-config.ts';
import type { Collections } from './collections.ts';
import type { UpdateAppConfigInput } from './generated/schema.ts';
import type { RemoteApp, RemoteApps } from './remote-apps.ts';

/** What an app was set to; an app without a row has the standard settings. */
export interface AppRow {
  _id: string;
  config: AppConfig;
  /** Rises with each change: of two changes at once the later one begins again. */
  version: number;
  updatedAt: Date;
}

export interface AppReference {
  __typename: 'App';
  id: string;
}

export interface AppsOptions {
  collections: Pick<Collections, 'apps'>;
  byId: RowLoader<AppRow>;
  remote: RemoteApps;
  uploadLimits: UploadLimits;
  viewer: Viewer;
}

const attemptsMax = 20;

export const toAppReference = (id: string): AppReference => ({ __typename: 'App', id });

/** The apps that the viewer may know of, and their settings. */
export function createApps({ collections, byId, remote, uploadLimits, viewer }: AppsOptions) {
  async function found(id: string): Promise<RemoteApp> {
    const app = await remote.find(id, viewer);
    if (!app) throw new Failure('NOT_FOUND', 'the app does not exist');
    return app;
  }

  const loadConfig = async (id: string): Promise<AppConfig> => (await byId.load(id))?.config ?? {};

  const loadParameters = async (id: string) => ({
    ...toParameters(await loadConfig(id)),
    system_parameters: toSystemParameters(uploadLimits),
  });

  async function updateConfig({ appId, config }: UpdateAppConfigInput) {
    const app = await found(appId);
    if (viewer.kind !== 'account' || viewer.organizationId !== app.organizationId) {
      throw new Failure('FORBIDDEN', "only an account of the app's organization may change it");
    }
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (await store(appId, config)) return { app: toAppReference(appId) };
    }
    throw new Failure('CONFLICT', 'the settings are being changed by others');
  }

  /** False when another change came between. */
  async function store(appId: string, given: unknown): Promise<boolean> {
    const row = await collections.apps.findOne({ _id: appId }).lean<AppRow>();
    const config = mergeConfig(row?.config ?? {}, given);
    const version = row?.version ?? 0;
    const next = { config, version: version + 1, updatedAt: new Date() };
    try {
      const { matchedCount, upsertedCount } = await collections.apps.updateOne(
        { _id: appId, version },
        { $set: next },
        { upsert: version === 0 },
      );
      return matchedCount + upsertedCount > 0;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return { found, loadConfig, loadParameters, updateConfig };
}

export type Apps = ReturnType<typeof createApps>;
