import { describe, expect, it, vi } from 'vitest';
import type { StandardResult, StandardSchema } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { failing } from './test/loaders.ts';
import { kinds } from './test/open.ts';

useFakeTime();

function slowly(): Promise<number> {
  return new Promise((resolve) => setTimeout(resolve, 50, 2));
}

function validate(value: unknown): StandardResult {
  return typeof value === 'number' ? {} : { issues: [{ message: 'it is no number' }] };
}

/** A schema of numbers that answers at once, or later. */
function numbers(isLate: boolean): StandardSchema<number> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => (isLate ? settle().then(() => validate(value)) : validate(value)),
    },
  };
}

const all = kinds.flatMap(([name, open]) =>
  [false, true].map((isLate) => [name, isLate ? 'later' : 'at once', open, numbers(isLate)] as const),
);

describe.each(all)('over %s, with a schema that answers %s,', (_, _when, open, schema) => {
  it('serves a value that matches the schema', async () => {
    await using cache = open();
    await cache.set('key', 5);
    expect(await cache.get('key', { schema })).toBe(5);
    expect(await cache.exists('key', { schema })).toBe(true);
    expect(await cache.getMany(['key'], { schema })).toEqual(new Map([['key', 5]]));
    expect(await cache.getOrSet('key', failing, { schema })).toBe(5);
    expect(await cache.getOrSet('key', failing, { schema, onlyIfCached: true })).toBe(5);
  });

  it('counts a value that does not match the schema as a miss', async () => {
    await using cache = open();
    await cache.set('key', 'five');
    expect(await cache.get('key', { schema })).toBeUndefined();
    expect(await cache.exists('key', { schema })).toBe(false);
    expect(await cache.getMany(['key'], { schema })).toEqual(new Map());
    expect(await cache.getOrSet('key', failing, { schema, onlyIfCached: true })).toBeUndefined();
    expect(await cache.get('key')).toBe('five');
  });

  it('loads and replaces a value that does not match the schema', async () => {
    await using cache = open();
    await cache.set('key', 'five');
    const asked = cache.getOrSet('key', () => 5, { schema });
    expect(await asked).toBe(5);
    await settle();
    expect(await cache.get('key')).toBe(5);
    expect(await cache.getOrSet('key', failing, { schema })).toBe(5);
  });

  it('loads a value that does not match the schema once for concurrent callers', async () => {
    await using cache = open();
    await cache.set('key', 'five');
    let calls = 0;
    const asked = Array.from({ length: 100 }, () => cache.getOrSet('key', () => ++calls, { schema }));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([1]));
  });

  it('runs one loader for callers with a schema when a value loaded without one does not match', async () => {
    await using cache = open();
    await cache.set('key', 'five');
    let calls = 0;
    const plain = cache.getOrSet('key', () => 'six');
    const asked = Array.from({ length: 100 }, () => cache.getOrSet('key', () => ++calls, { schema }));
    expect(await plain).toBe('five');
    expect(new Set(await Promise.all(asked))).toEqual(new Set([1]));
  });

  it('neither serves a stale value that does not match the schema nor passes it to the loader', async () => {
    await using cache = open({ ttl: '1s', grace: '1h' });
    await cache.set('key', 'five');
    await vi.advanceTimersByTimeAsync(1_500);
    const stales: unknown[] = [];
    const loader = ({ stale }: { readonly stale: number | undefined }): number => {
      stales.push(stale);
      return failing();
    };
    await expect(cache.getOrSet('key', loader, { schema })).rejects.toThrow('no');
    expect(stales).toEqual([undefined]);
  });

  it('loads values that do not match the schema together with missing ones', async () => {
    await using cache = open();
    await cache.set('bad', 'five');
    await cache.set('good', 6);
    const calls: string[][] = [];
    const asked = cache.getOrSetMany(
      ['bad', 'good', 'missing'],
      (keys) => {
        calls.push([...keys].toSorted());
        return new Map(keys.map((key) => [key, 7]));
      },
      { schema },
    );
    expect([...(await asked).values()]).toEqual([7, 6, 7]);
    expect(calls).toEqual([['bad', 'missing']]);
  });

  it('does not serve a stale value that does not match the schema when the loader fails', async () => {
    await using cache = open({ grace: '1h' });
    await cache.set('key', 'five');
    await cache.expire('key');
    await expect(cache.getOrSet('key', failing, { schema })).rejects.toThrow('no');
  });

  it('does not check a value that was just loaded', async () => {
    await using cache = open();
    let calls = 0;
    const loader = (): number => (++calls, 'five' as unknown as number);
    expect(await cache.getOrSet('key', loader, { schema })).toBe('five');
    expect(calls).toBe(1);
  });
});

describe('a schema that throws', () => {
  it('rejects the call whose schema throws', async () => {
    const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: failing } };
    for (const [, open] of kinds) {
      await using cache = open();
      await cache.set('key', 1);
      await expect(cache.get('key', { schema })).rejects.toThrow('no');
      await expect(cache.getOrSet('key', () => 1, { schema })).rejects.toThrow('no');
    }
  });

  it('leaves a stale value unserved at the soft timeout', async () => {
    let checks = 0;
    const secondFails = (): StandardResult => (++checks > 1 ? failing() : {});
    const schema: StandardSchema<number> = { '~standard': { version: 1, vendor: 'test', validate: secondFails } };
    for (const [, open] of kinds) {
      await using cache = open({ ttl: '1s', grace: '1h', softTimeout: 10 });
      await cache.set('key', 1);
      await vi.advanceTimersByTimeAsync(1_500);
      checks = 0;
      const asked = cache.getOrSet('key', slowly, { schema });
      await vi.advanceTimersByTimeAsync(100);
      expect(await asked).toBe(2);
    }
  });
});
