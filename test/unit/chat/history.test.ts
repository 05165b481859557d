import { readFiles } from '@tributary/chat/history';
import { expect, test } from 'vitest';

const fileOf = (id: string) => ({ id, name: `${id}.txt`, mimeType: 'text/plain' });

test('of the files of a conversation only as much is read as a prompt takes', async () => {
  const asked: unknown[] = [];
  const readTexts = async (ids: readonly string[], lengthMax: number) => {
    asked.push([ids, lengthMax]);
    return ids.map((id) => (id === 'image' ? null : 'x'.repeat(150_000)));
  };
  const turns = [
    { text: 'a', answer: 'b', files: [fileOf('oldest')] },
    { text: 'c', answer: '', files: [] },
    { text: 'd', answer: 'e', files: [fileOf('older')] },
    { text: 'f', answer: '', files: [fileOf('image'), fileOf('newest')] },
  ];

  const read = await readFiles({ readTexts }, turns);

  expect(asked).toEqual([
    [['image', 'newest'], 199_999],
    [['older'], 49_997],
  ]);
  expect(read.map(({ files }) => files.map(({ text }) => text?.length))).toEqual([
    [0],
    [],
    [150_000],
    [undefined, 150_000],
  ]);
});

test('many files of one message come in several replies', async () => {
  const files = Array.from({ length: 25 }, (_, index) => fileOf(String(index)));
  const counts: number[] = [];
  const readTexts = async (ids: readonly string[]) => {
    counts.push(ids.length);
    return ids.map((id) => id);
  };

  const [turn] = await readFiles({ readTexts }, [{ text: 'a', answer: '', files }]);

  expect(counts).toEqual([10, 10, 5]);
  expect(turn?.files.map(({ text }) => text)).toEqual(files.map(({ id }) => id));
});
