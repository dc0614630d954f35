import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, placeOn, type Tiering } from './support/open.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

const start = Date.UTC(2026, 0, 1);

function plainRows(bytes: number): object {
  return Array.from({ length: bytes / 100 }, (_, id) => ({ id, name: `row ${id}`, note: 'x'.repeat(60) }));
}

function datedRows(bytes: number): object {
  return Array.from({ length: bytes / 100 }, (_, id) => ({ id, at: new Date(start + id), note: 'x'.repeat(50) }));
}

const values: readonly (readonly [string, () => object])[] = [
  ['3 MB of rows with Dates', () => datedRows(3e6)],
  ['20 MB of plain rows', () => plainRows(20e6)],
  ['40 MB of bytes', () => Buffer.alloc(40e6, 'bytes ')],
];

/** What can be compared soon. */
function digest(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return [value.length, value.subarray(-20).toString()];
  const rows = value as readonly unknown[];
  return [rows.length, rows[0], rows.at(-1)];
}

describe.each(values)('a value of %s', (_, make) => {
  it.each<Tiering>(['Redis alone'])('is loaded once, and read by another process: %s', async (tiering) => {
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place);
    const value = make();
    let loads = 0;
    const loader = (): object => {
      loads++;
      return value;
    };
    expect(digest(await one.cache.getOrSet('k', loader))).toEqual(digest(value));
    expect(digest(await one.cache.getOrSet('k', loader))).toEqual(digest(value));
    expect(await one.cache.flush()).toMatchObject({ dropped: 0 });
    expect(loads).toBe(1);
    await using other = open(tiering, place);
    expect(digest(await other.cache.getOrSet('k', loader))).toEqual(digest(value));
    expect(digest(await one.cache.getOrSet('k', loader))).toEqual(digest(value));
    expect(loads).toBe(1);
    expect([...one.problems, ...other.problems]).toEqual([]);
    expect(one.cache.getStats()).toMatchObject({ state: 'ready', pending: 0 });
  });
});

describe('beside a large value', () => {
  it('small ones are read and written: getOrSetMany, set, setMany, delete', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('memory + Redis', place, { memory: { maxEntryBytes: 1e6 } });
    const large = datedRows(2e6);
    await one.cache.set('small', 1);
    const [loaded, small] = await Promise.all([
      one.cache.getOrSetMany(['large', 'x'], () => new Map<string, unknown>([['large', large], ['x', 'x']])), // prettier-ignore
      one.cache.get('small'),
      one.cache.set('large by set', large),
      one.cache.setMany([['large by setMany', large], ['y', 'y']]), // prettier-ignore
    ]);
    expect([loaded.size, small]).toEqual([2, 1]);
    await one.cache.flush();
    await using other = open('memory + Redis', place);
    const all = ['large', 'large by set', 'large by setMany', 'small', 'x', 'y'];
    expect([...(await other.cache.getMany(all)).keys()]).toEqual(all);
    expect((await one.cache.delete('large')).pending).toEqual([]);
    expect(one.problems).toEqual([]);
  });
});
