import { findDifferences, readAppFields } from '@tributary/auth/app-fields';
import type { AppRow } from '@tributary/auth/apps';
import type { AppIconInput } from '@tributary/auth/generated/schema';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const readIcon = (icon: AppIconInput) => readAppFields({ icon }).icon;

const row: AppRow = {
  _id: 'app',
  organizationId: 'organization',
  authorId: 'account',
  name: 'Tea',
  description: '',
  tags: ['hot'],
  mode: 'CHAT',
  icon: { type: 'EMOJI', value: '🍵', background: null },
  accessMode: 'PUBLIC',
  memberIds: [],
  apiEnabled: true,
  siteEnabled: true,
  maxActiveRequests: 0,
  code: 'A'.repeat(16),
  createdAt: new Date(0),
  deletedAt: null,
  outbox: [],
};

test.each<[AppIconInput, AppIconInput]>([
  [
    { type: 'EMOJI', value: ' 🍵 ' },
    { type: 'EMOJI', value: '🍵', background: null },
  ],
  [
    { type: 'LINK', value: 'HTTPS://example.com/a.png', background: '#fea' },
    { type: 'LINK', value: 'HTTPS://example.com/a.png', background: '#fea' },
  ],
  [
    { type: 'IMAGE', value: '01890000-0000-7000-8000-00000000000A', background: '#FFEAD5' },
    { type: 'IMAGE', value: '01890000-0000-7000-8000-00000000000a', background: '#FFEAD5' },
  ],
])('%j is an icon', (given, icon) => {
  expect(readIcon(given)).toEqual(icon);
});

const noAddress = 'icon.value must be an http(s) address';
const noImage = 'icon.value must be the id of an image';
const noColour = 'icon.background must be a colour such as #FFEAD5';

test.each<[AppIconInput, string]>([
  [{ type: 'EMOJI', value: ' ' }, 'icon.value needs at least 1 characters'],
  [{ type: 'EMOJI', value: 'e'.repeat(1025) }, 'icon.value exceeds 1024 characters'],
  [{ type: 'LINK', value: 'javascript:alert(1)' }, noAddress],
  [{ type: 'LINK', value: 'data:image/svg+xml,<svg/>' }, noAddress],
  [{ type: 'LINK', value: '/tea.png' }, noAddress],
  [{ type: 'LINK', value: 'https://' }, noAddress],
  [{ type: 'IMAGE', value: 'https://example.com/a.png' }, noImage],
  [{ type: 'IMAGE', value: '0189' }, noImage],
  [{ type: 'EMOJI', value: '🍵', background: 'red;color:blue' }, noColour],
  [{ type: 'EMOJI', value: '🍵', background: '#FFEAD' }, noColour],
])('%j is no icon', (icon, message) => {
  expect(() => readIcon(icon)).toThrow(new Failure('BAD_INPUT', message));
});

test('null means the same as absent', () => {
  const fields = readAppFields({
    ...{ name: null, description: null, tags: null, icon: null, accessMode: null },
    ...{ apiEnabled: null, siteEnabled: null, maxActiveRequests: null },
  });

  expect(fields).toEqual({});
});

test.each([-1, 10_001])('%i requests at a time are refused', (maxActiveRequests) => {
  const failure = new Failure('BAD_INPUT', 'maxActiveRequests must be from 0 to 10000');

  expect(() => readAppFields({ maxActiveRequests })).toThrow(failure);
});

test('a difference is what is not so already', () => {
  const { name, tags, icon } = row;

  expect(findDifferences(row, { name, tags: [...tags], icon: icon && { ...icon } })).toEqual({});
  expect(findDifferences(row, { name: 'Coffee', tags: [], apiEnabled: true })).toEqual({
    name: { from: 'Tea', to: 'Coffee' },
    tags: { from: ['hot'], to: [] },
  });
});
