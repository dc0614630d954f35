import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messagePack } from '../formats/message-pack.ts';
import { readFormat } from '../options/format-options.ts';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { samples } from './test/samples.ts';

/** By how they were written, and by sample: entries in base64, as a release stored them. Files are added, and never changed. */
const releases = ['entries-of-release-1.json'].map(
  (file) =>
    [
      file,
      JSON.parse(readFileSync(join(import.meta.dirname, 'test', file), 'utf8')) as Record<
        string,
        Record<string, string>
      >,
    ] as const,
);

const format = readFormat({ alsoReads: [messagePack()] });

describe.each(releases)('%s', (_, ways) => {
  it.each(Object.keys(ways))('can be read, as it was written by %s', (way) => {
    for (const [name, text] of Object.entries(ways[way] ?? {})) {
      expect(decodeEntry(Buffer.from(text, 'base64'), format)).toEqual({
        value: samples[name],
        metadata: { way },
        stamp: 7,
      });
    }
  });
});

it('what is written now is what the last release can read: the same, byte for byte', () => {
  const last = releases.at(-1)?.[1]['usual'] ?? {};
  for (const [name, value] of Object.entries(samples)) {
    const entry = encodeEntry({ value, metadata: { way: 'usual' }, stamp: 7 }, format, {});
    expect([name, toBuffer(entry).toString('base64')]).toEqual([name, last[name]]);
  }
});
