import { describe, expect, it } from 'vitest';
import { toBuffer } from '../wire/command-arguments.ts';
import { decodeEntry } from './decode-entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { payloadFormat } from './payload-format.ts';
import { forge } from './test/forge-entry.ts';
import { usual } from '../test/entry-formats.ts';

const times = 8;
/** What takes time with the size grows by 8, a little more where caches end; with its square by 64. */
const most = 24;

/** How many times as long it takes to read an entry that is eight times as large. */
function growth(large: number, entryOf: (size: number) => Buffer): number {
  const [small, big] = [entryOf(large / times), entryOf(large)] as const;
  const shortest = [Infinity, Infinity];
  for (let run = 0; run < 5; run++) {
    for (const [index, entry] of [small, big].entries()) {
      const start = performance.now();
      decodeEntry(entry, usual);
      shortest[index] = Math.min(shortest[index] as number, performance.now() - start);
    }
  }
  return (shortest[1] as number) / (shortest[0] as number);
}

function written(value: unknown): Buffer {
  return toBuffer(encodeEntry({ value, metadata: undefined, stamp: undefined }, usual, {}));
}

function rich(json: unknown, values: unknown, meta: object = {}): Buffer {
  return forge(payloadFormat.superjson, JSON.stringify({ json, meta: { values, v: 1, ...meta } }));
}

function list<T>(length: number, item: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => item(index));
}

function notes(size: number, note: (index: number) => readonly [path: string, annotation: unknown]): object {
  return Object.fromEntries(list(size, note));
}

/** Maps in each other around a list of dates. */
function trunk(levels: number, size: number): Buffer {
  let json: unknown = list(size, () => '2026-01-01T00:00:00.000Z');
  let annotation: unknown = notes(size, (index) => [`0.1.${index}`, ['Date']]);
  for (let level = 0; level < levels; level++) {
    json = [['a', json]];
    annotation = level === 0 ? ['map', annotation] : ['map', { '0.1': annotation }];
  }
  return rich(json, annotation);
}

const entries: Readonly<Record<string, readonly [size: number, (size: number) => Buffer]>> = {
  'a Map of many dates': [40_000, (size) => written(new Map(list(size, (index) => [`k${index}`, new Date(index)])))],
  'a Set of many objects': [40_000, (size) => written(new Set(list(size, (index) => ({ at: new Date(index) }))))],
  'many objects with odd names': [20_000, (size) => written(list(size, (index) => ({ 'a.b': index, c: 5n })))],
  'many errors': [20_000, (size) => written(list(size, () => new TypeError('t', { cause: new Error('c') })))],
  'dates at 400 levels': [40_000, (size) => trunk(400, size)],
  'members of a Set that is there already': [
    40_000,
    (size) => rich({ s: list(size, String) }, { s: ['set'], ...notes(size, (index) => [`s.${index}`, ['number']]) }),
  ],
  'rows of a Map that is there already': [
    40_000,
    (size) =>
      rich({ m: list(size, (i) => [i, 'NaN']) }, { m: ['map'], ...notes(size, (i) => [`m.${i}.1`, ['number']]) }),
  ],
  'one member by many names': [
    1_600,
    (size) =>
      rich(
        { s: [list(size * 50, String)] },
        notes(size, (index) => [`s.${'0'.repeat(index + 1)}`, ['set']]),
      ),
  ],
  'a name of many backslashes': [2_000_000, (size) => rich({ a: 1 }, { ['\\\\'.repeat(size / 2)]: ['Date'] })],
  'a path of many names': [400_000, (size) => rich({ a: 1 }, { ['a.'.repeat(size)]: ['Date'] })],
  'references that are not read': [
    40_000,
    (size) =>
      rich({ s: list(size, String) }, { s: ['set'] }, { referentialEqualities: { s: list(size, (i) => `s.${i}`) } }),
  ],
  'a date of many names': [40_000, (size) => rich([list(size, String)], { 0: ['Date'] })],
  'many texts beside JSON': [
    8_000,
    (size) => written(Object.fromEntries(list(size, (index) => [`k${index}`, 'x'.repeat(256)]))),
  ],
};

describe('reading an entry', () => {
  it.each(Object.entries(entries))('takes time with its size, not with the square of it: %s', (_, [size, entryOf]) => {
    expect(growth(size, entryOf)).toBeLessThan(most);
  });
});
