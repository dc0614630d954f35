import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';
import { splitCells } from './split-cells.ts';
import { splitSentences } from './split-sentences.ts';

describe('splitSentences', () => {
  it('splits at the ends of sentences and knows where each starts', () => {
    expect(splitSentences('One thing. Another one! A third?')).toEqual([
      { text: 'One thing.', offset: 0 },
      { text: 'Another one!', offset: 11 },
      { text: 'A third?', offset: 24 },
    ]);
  });

  it('splits before a sentence that begins with code', () => {
    expect(splitSentences('It stops. `get` goes on. `a. `, too.').map(({ text }) => text)).toEqual([
      'It stops.',
      '`get` goes on.',
      '`a. `, too.',
    ]);
  });

  it.each(['Use a unit, e.g. Seconds.', 'Call `a. B` now.', 'It takes 1.5 s in v2.0 here.'])(
    'leaves "%s" whole',
    (text) => {
      expect(splitSentences(text).map((sentence) => sentence.text)).toEqual([text]);
    },
  );
});

describe('splitCells', () => {
  it('keeps a bar in code and behind a backslash', () => {
    expect(splitCells(' `T | undefined` | a \\| b | | c ')).toEqual(['`T | undefined`', 'a | b', '', 'c']);
  });
});

describe('plainText', () => {
  it('drops links, images and emphasis, and keeps code', () => {
    expect(plainText('See **the** [`get` call](./a.md), *never* ![x](y.png) `a*b*c`')).toBe(
      'See the `get` call, never `a*b*c`',
    );
  });

  it('keeps what only looks like emphasis', () => {
    expect(plainText('2 * 3 * 4 and snake_case_name')).toBe('2 * 3 * 4 and snake_case_name');
  });
});
