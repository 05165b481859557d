import { extname } from 'node:path';
import { Failure } from '@tributary/runtime/failure';
import type { ArtifactFilter } from '../generated/schema.ts';
import type { ArtifactEvent } from './artifact-events.ts';

type Filtered = Pick<ArtifactEvent, 'name' | 'mimeType' | 'size'>;

const entriesMax = 100;

/** A list that has nothing but blanks asks for nothing. */
function clean(entries: readonly string[] | null | undefined): string[] {
  const cleaned = (entries ?? []).map((entry) => entry.trim().toLowerCase()).filter(Boolean);
  const given = [...new Set(cleaned)];
  if (given.length > entriesMax) {
    throw new Failure('BAD_INPUT', `a filter has at most ${entriesMax} entries`);
  }
  return given;
}

/** Whether an event is one of those that were asked for. */
export function toArtifactFilter(
  filter: ArtifactFilter | null | undefined,
): (event: Filtered) => boolean {
  const types = clean(filter?.mimeTypes).map((type) => type.replace(/^\*\/\*$|\*$/, ''));
  const extensions = clean(filter?.extensions).map((one) => `.${one.replace(/^\./, '')}`);
  const sizeMax = filter?.sizeMax ?? Number.POSITIVE_INFINITY;
  return ({ name, mimeType, size }) => {
    const type = mimeType.toLowerCase();
    if (types.length > 0 && !types.some((beginning) => type.startsWith(beginning))) return false;
    if (extensions.length > 0 && !extensions.includes(extname(name).toLowerCase())) return false;
    return size <= sizeMax;
  };
}
