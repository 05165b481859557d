import { isId } from '@tributary/runtime/ids';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { type App, type AppRow, toApp } from './apps.ts';

export interface WebAppsOptions {
  rows: RowLoader<AppRow>;
  rowsByCode: RowLoader<AppRow>;
}

export type WebApps = ReturnType<typeof createWebApps>;

/** Apps as browsers name them: everybody who knows an address may ask what is there. */
export function createWebApps({ rows, rowsByCode }: WebAppsOptions) {
  const toLiving = (row: AppRow | undefined): App | null =>
    row && !row.deletedAt ? toApp(row) : null;

  return {
    find: async (id: string): Promise<App | null> =>
      isId(id) ? toLiving(await rows.load(id)) : null,
    findByCode: async (code: string): Promise<App | null> =>
      /^[A-Za-z0-9]{16}$/.test(code) ? toLiving(await rowsByCode.load(code)) : null,
  };
}
