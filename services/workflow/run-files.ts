import type { Bus } from '@tributary/runtime/bus';
import type { Viewer } from '@tributary/runtime/identity';
import { isId } from '@tributary/runtime/ids';
import type { Log } from '@tributary/runtime/log';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import type { RunFile } from './items.ts';

const fileSchema = z.object({
  name: z.string(),
  mimeType: z.string(),
  size: z.number().nullable(),
});
const textSchema = z.object({ text: z.string().nullable() });

const waitMsMax = 3_000;
const textWaitMsMax = 20_000;
/** Of each file; the files service counts the characters. */
const textLengthMax = 65_536;

export interface FileText {
  id: string;
  name: string;
  text: string;
}

export interface RunFilesOptions {
  bus: Bus;
  log: Log;
}

/** What the files service knows of the files that runs refer to. */
export function createRunFiles({ bus, log }: RunFilesOptions) {
  /** Fills in what is known; a file that cannot be found stays as it was given. */
  async function resolve(viewer: Viewer, files: readonly RunFile[]) {
    const found = await ask(viewer, files, 'name mimeType size', waitMsMax);
    const unknown: RunFile[] = [];
    const filled = files.map((file, index) => {
      const known = fileSchema.safeParse(found[`f${index}`]);
      if (known.success) return { ...file, ...known.data };
      unknown.push(file);
      return file;
    });
    return { files: filled, unknown };
  }

  /** The texts of those files that have one. */
  async function readTexts(viewer: Viewer, files: readonly RunFile[]): Promise<FileText[]> {
    const found = await ask(viewer, files, `text(first: ${textLengthMax})`, textWaitMsMax);
    return files.flatMap((file, index) => {
      const text = textSchema.safeParse(found[`f${index}`]).data?.text;
      if (!text) return [];
      const note = text.length >= textLengthMax ? '\n[the rest of this file is left out]' : '';
      return [{ id: file.id, name: file.name, text: text + note }];
    });
  }

  async function ask(
    viewer: Viewer,
    files: readonly RunFile[],
    fields: string,
    deadlineMs: number,
  ): Promise<Record<string, unknown>> {
    const known = files.flatMap(({ id }, index) => (isId(id) ? [{ id, index }] : []));
    if (known.length === 0) return {};
    const parameters = known.map(({ index }) => `$i${index}: ID!`).join(', ');
    const selection = known.map(({ index }) => `f${index}: file(id: $i${index}) { ${fields} }`);
    const query = `query RunFiles(${parameters}) { ${selection.join('\n')} }`;
    const variables = Object.fromEntries(known.map(({ id, index }) => [`i${index}`, id]));
    try {
      return await askService(bus, 'files', { query, variables }, { viewer, deadlineMs });
    } catch (error) {
      // A run goes on without its files: it says which ones it could not read.
      log.warn({ err: error }, 'files of a run cannot be read');
      return {};
    }
  }

  return { resolve, readTexts };
}

export type RunFiles = ReturnType<typeof createRunFiles>;

/** A file as clients get it, with what they said about it. */
export function toFileAnswer({ extra, ...file }: RunFile): Record<string, unknown> {
  return { ...(extra !== undefined && JSON.parse(extra)), ...file };
}
