import { describe, expect, it } from 'vitest';
import { readBlocks } from './read-blocks.ts';

const document = `# Title

A paragraph
over two lines.

- first item
  goes on
- second item

| name | value |
|---|---|
| ttl | 1 hour |

\`\`\`sh
# no heading
| no row |
\`\`\`

Underlined
==========

<p align="center">left out</p>
> quoted`.split('\n');

describe('readBlocks', () => {
  it('tells headings, paragraphs, items, rows and code apart and knows their lines', () => {
    expect(readBlocks(document).map(({ kind, line, lines }) => [kind, line, lines.join('/')])).toEqual([
      ['heading', 1, 'Title'],
      ['paragraph', 3, 'A paragraph/over two lines.'],
      ['item', 6, 'first item/goes on'],
      ['item', 8, 'second item'],
      ['columns', 10, ' name | value '],
      ['row', 12, ' ttl | 1 hour '],
      ['code', 15, '# no heading/| no row |'],
      ['heading', 19, 'Underlined'],
      ['paragraph', 23, 'quoted'],
    ]);
  });

  it('counts lines from the number that it is given', () => {
    expect(readBlocks(['text'], 41)[0]?.line).toBe(41);
  });

  it('takes a fence that is never closed as code to the end', () => {
    expect(readBlocks(['```', 'a', '', 'b'])).toEqual([{ kind: 'code', line: 2, lines: ['a', '', 'b'] }]);
  });
});
