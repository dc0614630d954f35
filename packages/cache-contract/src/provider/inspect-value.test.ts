import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CacheSerializationError } from '../errors/cache-serialization-error.ts';
import { inspectValue } from './inspect-value.ts';

const culprit = (value: unknown): string => {
  try {
    inspectValue(value);
  } catch (error) {
    if (CacheSerializationError.isInstance(error)) return error.path;
    throw error;
  }
  return 'none';
};
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

describe('inspectValue', () => {
  it('calls json what JSON gives back unchanged, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        // JSON writes -0 as 0.
        expect(inspectValue(value)).toBe(Object.is(JSON.parse(text), value) || !hasMinusZero(value) ? 'json' : 'plain');
      }),
    );
  });

  it.each([[{ a: undefined }], [[NaN]], [-0], [{ a: Infinity }], [5n], [[undefined]]])(
    'calls plain what JSON would lose (%#)',
    (value) => {
      expect(inspectValue(value)).toBe('plain');
    },
  );

  it.each([
    new Date(0),
    new Map([[1, 2]]),
    new Set(['a']),
    /a/g,
    new URL('https://example.com'),
    new Uint8Array(1),
    Buffer.from('a'),
    new TypeError('no', { cause: new Error('why') }),
    runInNewContext('new Map([[new Date(0), [/x/]]])'),
  ])('calls rich what has a class that can be kept (%#)', (value) => {
    expect(inspectValue({ value: [value] })).toBe('rich');
  });

  it('takes the dates of fake timers for dates', () => {
    vi.useFakeTimers();
    try {
      expect(inspectValue([new Date()])).toBe('rich');
    } finally {
      vi.useRealTimers();
    }
  });

  it('says so when a getter throws', () => {
    const value = {
      get broken(): number {
        throw new Error('no');
      },
    };
    expect(culprit(value)).toBe('value');
  });

  it('takes the plain objects of another realm for plain', () => {
    expect(inspectValue(runInNewContext('({ a: [1, { b: 2 }] })'))).toBe('json');
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = { again: cycle };
  it.each([
    [undefined, 'value'],
    [{ a: [1, () => 1] }, 'value.a[1]'],
    [{ 'odd name': Symbol('s') }, 'value["odd name"]'],
    [
      {
        a: new (class Account {
          id = 1;
        })(),
      },
      'value.a',
    ],
    [new (class extends Map {})(), 'value'],
    [new Map([['k', { f: () => 1 }]]), 'value.values()[0].f'],
    [new Map([[() => 1, 1]]), 'value.keys()[0]'],
    [new Set([1, new WeakMap()]), 'value.values()[1]'],
    [new Error('x', { cause: () => 1 }), 'value.cause'],
    [cycle, 'value.self.again'],
    [[1, , 3], 'value[1]'], // oxlint-disable-line no-sparse-arrays
    ['ab'.match(/b/), 'value.index'],
    [{ [Symbol('s')]: 1 }, 'value[Symbol(s)]'],
    [{ toJSON: () => 1 }, 'value.toJSON'],
    [Object.assign([1, , 3], { x: 2 }), 'value[1]'], // oxlint-disable-line no-sparse-arrays
    [Object.assign([1], { [Symbol('s')]: 2 }), 'value[Symbol(s)]'],
    [{ map: Object.assign(new Map(), { extra: 1 }) }, 'value.map'],
    [new Float32Array(2), 'value'],
    [Promise.resolve(1), 'value'],
    [Object('boxed'), 'value'],
  ])('names the path to what can not be kept (%#)', (value, path) => {
    expect(culprit(value)).toBe(path);
  });

  it('accepts 500 levels and refuses what is nested deeper, be it a million levels, without running out of stack', () => {
    expect(inspectValue(nested(500))).toBe('json');
    expect(culprit(nested(501))).toMatch(/^value(\[0\])+$/);
    expect(culprit(nested(1_000))).toMatch(/^value(\[0\])+$/);
    expect(() => inspectValue(nested(1_000_000))).toThrow('nested deeper than 500 levels');
  });

  it('never shows what a refused value holds', () => {
    expect(() => inspectValue({ password: 'hunter2', f: () => 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

function hasMinusZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasMinusZero);
  return Object.is(value, -0);
}
