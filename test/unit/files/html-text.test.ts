import { toHtmlText } from '@tributary/files/texts/reader/html-text';
import { expect, test } from 'vitest';

test('the text of a page has a line for each block', () => {
  const page = '<html><title>Tea</title><body><h1>Tea &amp; cake</h1><p>At <b>four</b>.</p>';

  expect(toHtmlText(page)).toBe('Tea\nTea & cake\nAt four.');
});

test('scripts, styles and comments are no text', () => {
  const page = 'a<script>alert("<p>")</script><style>p{}</style><!-- <p>hidden</p> -->b<script>c';

  expect(toHtmlText(page)).toBe('a b');
});

test('entities are the characters that they stand for', () => {
  expect(toHtmlText('&lt;1&nbsp;&#233;&#xE9;&#x1F642; &unknown; &#0;')).toBe(
    '<1 éé🙂 &unknown; &#0;',
  );
});

test.each(['<', '<p', '<!--', '<script', '&', ' '])(
  'a page of nothing but %j takes little time',
  (piece) => {
    const startedAt = performance.now();

    toHtmlText(piece.repeat(1_000_000));

    expect(performance.now() - startedAt).toBeLessThan(2000);
  },
);
