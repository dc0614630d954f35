import { assertSame, cacheableValue } from '@modular-agent/cache-conformance';
import { CacheSerializationError } from '@modular-agent/cache-contract';
import { inspectValue, takeSnapshot } from '@modular-agent/cache-contract/provider';
import fc from 'fast-check';
import { MemoryCacheProvider } from '../memory-cache-provider.ts';
import { describe, expect, it } from 'vitest';

const roundTrip = (value: unknown): unknown => takeSnapshot(value, {}).read();

class Account {
  id = 1;
}

const nest = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
};

const changeDates = (map: Map<Date, Set<Date>>): void => {
  for (const [key, members] of map) for (const date of [key, ...members]) date.setTime(99);
};

const isRefused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    if (CacheSerializationError.isInstance(error)) return true;
    throw error;
  }
};

describe('a value', () => {
  it('comes out as it went in, of the same types', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        assertSame(roundTrip(value), value);
      }),
      { numRuns: 500 },
    );
  });

  it('is copied for every reader exactly if it holds something rich', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        const snapshot = takeSnapshot(value, {});
        const { copy, isRich } = snapshot;
        expect(isRich).toBe(inspectValue(value) === 'rich');
        expect(Object.is(snapshot.read(), copy)).toBe(!isRich);
      }),
    );
  });

  it('is refused exactly if the contract says so', () => {
    const odd = fc.constantFrom<unknown>(
      () => 1,
      Symbol('s'),
      new Account(),
      [1, , 3], // oxlint-disable-line no-sparse-arrays
      Object.assign([1], { named: 2 }),
      { [Symbol('s')]: 1 },
      { toJSON: () => 1 },
      Object.defineProperty({}, 'toJSON', { value: () => 1 }),
      Object.defineProperty({ seen: 1 }, 'hidden', { value: () => 1 }),
      new Float32Array(1),
      new (class extends Map {})(),
      Promise.resolve(),
      Object.create(null),
      undefined,
      new Error('x', { cause: () => 1 }),
    );
    const value = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        odd,
        cacheableValue({ maxDepth: 1 }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
        fc.array(fc.tuple(tie('tree'), tie('tree')), { maxLength: 2 }).map((entries) => new Map(entries)),
        fc.array(tie('tree'), { maxLength: 2 }).map((members) => new Set(members)),
      ),
    })).tree;
    fc.assert(
      fc.property(value, (any) => {
        expect(isRefused(() => takeSnapshot(any, {}))).toBe(isRefused(() => inspectValue(any)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused if a named property of an array stands for a hole in it', () => {
    const array = [1, , 3]; // oxlint-disable-line no-sparse-arrays
    expect(isRefused(() => takeSnapshot(Object.assign(array, { named: 2 }), {}))).toBe(true);
  });

  it('may be 500 levels deep and no deeper', () => {
    for (const wrap of [
      (inner: unknown): unknown => [inner],
      (inner: unknown): unknown => ({ inner }),
      (inner: unknown): unknown => new Map([[inner, inner === 1 ? 1 : 2]]),
    ]) {
      assertSame(roundTrip(nest(500, wrap)), nest(500, wrap));
      expect(isRefused(() => takeSnapshot(nest(502, wrap), {}))).toBe(true);
      expect(isRefused(() => takeSnapshot(nest(100_000, wrap), {}))).toBe(true);
    }
  });
});

describe('what is kept', () => {
  it('is what was checked, though a getter answers otherwise when it is asked again', () => {
    let asked = 0;
    const value = {
      get fickle(): unknown {
        asked += 1;
        return asked === 1 ? 'plain' : (): number => 1;
      },
    };
    expect(roundTrip(value)).toEqual({ fickle: 'plain' });
    expect(asked).toBe(1);
  });

  it('is what a proxy told the first time', () => {
    let asked = 0;
    const value = new Proxy({ id: 0 }, { get: (_, name) => (name === 'id' ? ++asked : undefined) });
    expect(roundTrip(value)).toEqual({ id: 1 });
  });

  it.each([
    ['a getter', { get at(): never { throw new Error('not now'); } }], // oxfmt-ignore
    ['a proxy', new Proxy({}, { ownKeys: () => { throw new Error('not now'); } })], // oxfmt-ignore
    ['an error whose name has no text', Object.assign(new Error('x'), { name: Object.create(null) as string })],
  ])('is nothing where %s throws, and the refusal says why', (_, value) => {
    expect(() => takeSnapshot(value, { provider: 'memory', key: 'a' })).toThrow(
      expect.objectContaining({ code: 'CACHE_SERIALIZATION', key: 'a', cause: expect.any(Error) }),
    );
  });

  it('shares no memory with the bytes it was given, nor with those it gives', () => {
    const bytes = Buffer.from('abc');
    const snapshot = takeSnapshot({ bytes }, {});
    bytes.fill(0);
    const [first, second] = [snapshot.read(), snapshot.read()] as { bytes: Buffer }[];
    expect(first?.bytes.toString()).toBe('abc');
    expect(first?.bytes.buffer.byteLength).toBe(3);
    new Uint8Array(first?.bytes.buffer ?? new ArrayBuffer()).fill(0);
    expect(second?.bytes.toString()).toBe('abc');
  });

  it('is a regular expression at its beginning', () => {
    const pattern = /a/g;
    pattern.test('aa');
    expect((roundTrip(pattern) as RegExp).lastIndex).toBe(0);
  });
});

describe('what is handed out', () => {
  it('shares frozen plain parts, and copies the rest into frozen objects and arrays', () => {
    const snapshot = takeSnapshot({ at: new Date(5), plain: { list: [1, 2] }, mixed: [{ seen: new Set([1]) }] }, {});
    interface Shape {
      at: Date;
      plain: object;
      mixed: { seen: Set<number> }[];
    }
    const [first, second] = [snapshot.read() as Shape, snapshot.read() as Shape];
    first.at.setTime(0);
    first.mixed[0]?.seen.clear();
    expect(second).toEqual({ at: new Date(5), plain: { list: [1, 2] }, mixed: [{ seen: new Set([1]) }] });
    expect(first.plain).toBe(second.plain);
    for (const part of [first, first.plain, first.mixed, first.mixed[0]]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('copies the keys of a map and the members of a set as well', () => {
    const snapshot = takeSnapshot(new Map([[new Date(1), new Set([new Date(2)])]]), {});
    changeDates(snapshot.read() as Map<Date, Set<Date>>);
    expect(snapshot.read()).toEqual(new Map([[new Date(1), new Set([new Date(2)])]]));
  });
});

describe('a snapshot in place of a value', () => {
  it('is kept without a copy, and read as the value', () => {
    const memory = new MemoryCacheProvider();
    const plain = takeSnapshot({ list: [1] }, {});
    const rich = takeSnapshot({ at: new Date(1) }, {});
    for (const snapshot of [plain, rich]) expect(memory.takesSnapshots(snapshot)).toBe(true);
    memory.setSync('plain', plain);
    memory.setSync('rich', rich);
    expect(memory.getSync('plain')).toBe(plain.read());
    expect(memory.getSync('rich')).toEqual({ at: new Date(1) });
    expect(memory.getSync('rich')).not.toBe(memory.getSync('rich'));
  });

  it('is taken of nothing but a snapshot', () => {
    const memory = new MemoryCacheProvider();
    const { copy, isRich } = takeSnapshot({ list: [1] }, {});
    for (const value of [{ copy, isRich }, null, 'text', new Proxy({}, { has: () => true })]) {
      expect(memory.takesSnapshots(value)).toBe(false);
    }
  });
});
