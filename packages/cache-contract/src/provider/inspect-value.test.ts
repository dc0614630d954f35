import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CacheEntryTooLargeError } from '../errors/cache-entry-too-large-error.ts';
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
    [Object.assign([1, undefined], { [Symbol('s')]: undefined }), 'value[Symbol(s)]'],
    [Object.assign([], { length: 2 }), 'value[0]'],
    [runInNewContext('[[1, , 3]]'), 'value[0][1]'],
    [Object.assign(Object.create(null), { f: () => 1 }), 'value.f'],
    [Object.defineProperty({}, 'toJSON', { value: () => 1 }), 'value.toJSON'],
    [Object.create(Array.prototype), 'value'],
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

  it('refuses an array with anything but its items, wherever it lies', () => {
    const items = fc.array(fc.constantFrom<unknown>(undefined, null, 'a', 1, [1]), { maxLength: 12 });
    const extra = fc.oneof(fc.constantFrom('index', '-1', '01', '4294967295', 'toString'), fc.constant(Symbol('s')));
    fc.assert(
      fc.property(
        items,
        fc.array(extra, { maxLength: 2 }),
        fc.array(fc.nat({ max: 11 }), { maxLength: 2 }),
        (...all) => {
          const [array, extras, holes] = all;
          expect(culprit([array])).toBe('none');
          for (const name of extras) Object.assign(array, { [name]: 1 });
          const inside = holes.filter((index) => index < array.length);
          for (const index of inside) Reflect.deleteProperty(array, index);
          expect(culprit({ array }) === 'none').toBe(extras.length === 0 && inside.length === 0);
        },
      ),
    );
  });

  it('refuses an array that writes itself otherwise', () => {
    expect(() => inspectValue(Object.defineProperty([1], 'toJSON', { value: () => 2 }))).toThrow(
      CacheSerializationError,
    );
  });

  it('heeds nothing that somebody put on Object.prototype', () => {
    const before = inspectValue({ a: [1] });
    Object.assign(Object.prototype, { polluted: () => 1, nested: {} });
    try {
      expect(inspectValue({ a: [1], b: { c: null } })).toBe(before);
      expect(inspectValue({ a: undefined })).toBe('plain');
      expect(culprit({ polluted: () => 1 })).toBe('value.polluted');
    } finally {
      delete (Object.prototype as { polluted?: unknown }).polluted;
      delete (Object.prototype as { nested?: unknown }).nested;
    }
  });

  it('looks through proxies, and says so when one throws', () => {
    expect(inspectValue(new Proxy({ a: [1] }, {}))).toBe('json');
    expect(culprit({ list: new Proxy([1, () => 1], {}) })).toBe('value.list[1]');
    const broken = new Proxy([], {
      ownKeys: () => {
        throw new Error('no');
      },
    });
    expect(culprit(broken)).toBe('value');
  });

  it('gives up on more items than are allowed, also where few objects stand in many places', () => {
    const shared = (levels: number, pair: (inner: unknown) => unknown): unknown =>
      levels === 0 ? 1 : pair(shared(levels - 1, pair));
    for (const pair of [
      (inner: unknown) => [inner, inner],
      (inner: unknown) => ({ a: inner, b: inner }),
      (inner: unknown) => new Map([[inner, inner]]),
      (inner: unknown) => new Set([[inner], [inner]]),
    ]) {
      expect(() => inspectValue(shared(60, pair), {}, 1_000)).toThrow(CacheEntryTooLargeError);
    }
    expect(inspectValue([[1, 2], { a: 'x' }, 'y'], {}, 6)).toBe('json');
    expect(() => inspectValue([[1, 2], { a: 'x' }, []], {}, 5)).toThrow('more than 5 items');
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
