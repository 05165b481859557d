import { isDeepStrictEqual } from 'node:util';
import { Failure } from '@tributary/runtime/failure';
import { isId } from '@tributary/runtime/ids';
import type { AppRow } from './apps.ts';
import type { AppIcon, AppIconInput, UpdateAppInput } from './generated/schema.ts';
import { readLine, readLines } from './text-rule.ts';

/** What may be set of an app. */
export type AppFields = Partial<
  Pick<
    AppRow,
    | 'name'
    | 'description'
    | 'tags'
    | 'icon'
    | 'accessMode'
    | 'apiEnabled'
    | 'siteEnabled'
    | 'maxActiveRequests'
  >
>;

/** What was changed, for the audit log. */
export type Differences = Record<string, { from: unknown; to: unknown }>;

const nameLengthMax = 255;
const descriptionLengthMax = 4000;
const tagsMax = 32;
const tagLengthMax = 64;
const iconLengthMax = 1024;
const activeRequestsMax = 10_000;

function readTags(tags: readonly string[]): string[] {
  if (tags.length > tagsMax) throw new Failure('BAD_INPUT', `tags exceed ${tagsMax}`);
  const lines = tags.map((tag) => readLine(tag, { field: 'tags', max: tagLengthMax }));
  return [...new Set(lines)];
}

const isWebAddress = (value: string): boolean => /^https?:\/\//i.test(value) && URL.canParse(value);

/** Pages show icons: an address or a colour that is none must not get into them. */
function readIcon({ type, value, background }: AppIconInput): AppIcon {
  const line = readLine(value, { field: 'icon.value', max: iconLengthMax });
  if (type === 'LINK' && !isWebAddress(line)) {
    throw new Failure('BAD_INPUT', 'icon.value must be an http(s) address');
  }
  if (type === 'IMAGE' && !isId(line.toLowerCase())) {
    throw new Failure('BAD_INPUT', 'icon.value must be the id of an image');
  }
  if (background != null && !/^#(?:[0-9a-f]{3,4}){1,2}$/i.test(background)) {
    throw new Failure('BAD_INPUT', 'icon.background must be a colour such as #FFEAD5');
  }
  const id = type === 'IMAGE' ? line.toLowerCase() : line;
  return { type, value: id, background: background ?? null };
}

function readLimit(limit: number): number {
  if (limit >= 0 && limit <= activeRequestsMax) return limit;
  throw new Failure('BAD_INPUT', `maxActiveRequests must be from 0 to ${activeRequestsMax}`);
}

/** Null means the same as absent: no field of an app can be taken away. */
export function readAppFields(input: Omit<UpdateAppInput, 'appId'>): AppFields {
  const { name, description, tags, icon, accessMode } = input;
  const { apiEnabled, siteEnabled, maxActiveRequests } = input;
  return {
    ...(name != null && { name: readLine(name, { field: 'name', max: nameLengthMax }) }),
    ...(description != null && {
      description: readLines(description, { field: 'description', max: descriptionLengthMax }),
    }),
    ...(tags != null && { tags: readTags(tags) }),
    ...(icon != null && { icon: readIcon(icon) }),
    ...(accessMode != null && { accessMode }),
    ...(apiEnabled != null && { apiEnabled }),
    ...(siteEnabled != null && { siteEnabled }),
    ...(maxActiveRequests != null && { maxActiveRequests: readLimit(maxActiveRequests) }),
  };
}

/** Which of the fields are not so already. */
export function findDifferences(row: AppRow, fields: AppFields): Differences {
  const changed = Object.entries(fields).flatMap(([field, to]) => {
    const from: unknown = row[field as keyof AppFields];
    return isDeepStrictEqual(from, to) ? [] : [[field, { from, to }]];
  });
  return Object.fromEntries(changed);
}
