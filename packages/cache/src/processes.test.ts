import { describe, expect, it, vi } from 'vitest';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { pair } from './test/pair.ts';

useFakeTime();

describe('two processes that share a tier', () => {
  it('runs one loader for a cold key of two processes', async () => {
    const { a, b } = pair();
    const [one, two] = [new Gate<string>(), new Gate<string>()];
    const asked = [a.cache.getOrSet('key', one.loader), b.cache.getOrSet('key', two.loader)];
    await settle();
    expect(one.calls + two.calls).toBe(1);
    one.open('value');
    two.open('value');
    await settle();
    expect(await Promise.all(asked)).toEqual(['value', 'value']);
  });

  it('runs at most one failing loader in each process, one after another', async () => {
    const { a, b } = pair();
    const attempts: number[] = [];
    const loader = ({ attempt }: { readonly attempt: number }): never => {
      attempts.push(attempt);
      throw new Error('no');
    };
    const asked = [a.cache.getOrSet('key', loader), b.cache.getOrSet('key', loader), a.cache.getOrSet('key', loader)];
    const outcomes = Promise.allSettled(asked);
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(attempts).toEqual([1, 2]);
  });

  it('loads in another process when the lease of a dead one ends', async () => {
    const { a, b } = pair({ leaseTtl: '2s' });
    const gate = new Gate<string>();
    void a.cache.getOrSet('key', gate.loader).catch(() => {});
    await settle();
    // It is not heard of again, and does not prolong its lease.
    a.isCut = true;
    const asked = b.cache.getOrSet('key', () => 'of the other');
    await settle();
    await vi.advanceTimersByTimeAsync(2_500);
    await settle();
    expect(await asked).toBe('of the other');
    expect(await b.cache.get('key')).toBe('of the other');
  });

  it('shows writes, deletions and invalidations of another process, also of entries in memory', async () => {
    const { a, b } = pair();
    await a.cache.set('key', 1, { tags: ['t'] });
    expect(await b.cache.get('key')).toBe(1);
    await a.cache.set('key', 2, { tags: ['t'] });
    await settle();
    expect(await b.cache.get('key')).toBe(2);
    await a.cache.invalidateTags(['t']);
    await settle();
    expect(await b.cache.get('key')).toBeUndefined();
    await a.cache.set('key', 3);
    await b.cache.get('key');
    await a.cache.delete('key');
    await settle();
    expect(await b.cache.get('key')).toBeUndefined();
  });

  it('invalidates a tag with the same commands however many entries have it', async () => {
    const { store, a } = pair();
    const counts: Record<string, number>[] = [];
    for (const entries of [10, 1_000]) {
      await a.cache.setMany(
        Array.from({ length: entries }, (_, at) => [`${entries} ${at}`, at] as const),
        { tags: ['t'] },
      );
      await settle();
      const before = { ...store.calls };
      await a.cache.invalidateTags(['t']);
      await settle();
      counts.push(
        Object.fromEntries(Object.entries(store.calls).map(([name, count]) => [name, count - (before[name] ?? 0)])),
      );
    }
    expect(counts[1]).toEqual(counts[0]);
  });

  it('clears the namespaces below a namespace, and no others, in another process', async () => {
    const { a, b } = pair();
    const [one, two] = [a.cache.namespace('one'), a.cache.namespace('two')];
    const below = one.namespace('below');
    for (const each of [a.cache, one, two, below]) await each.set('key', 'value', { tags: ['t'] });
    await one.invalidateTags(['t']);
    await settle();
    const there = b.cache.namespace('one');
    expect(await Promise.all([b.cache, there, b.cache.namespace('two'), there.namespace('below')].map((each) => each.get('key')))).toEqual(['value', undefined, 'value', undefined]); // prettier-ignore
    await a.cache.clear();
    await settle();
    expect(await two.get('key')).toBeUndefined();
    expect(await b.cache.get('key')).toBeUndefined();
  });
});

describe('while the shared tier is unavailable', () => {
  it('serves from memory and the loader while the shared tier is unavailable, and fails no call', async () => {
    const { a } = pair();
    await a.cache.set('key', 'value');
    a.isCut = true;
    expect(await a.cache.get('key')).toBe('value');
    expect(await a.cache.getOrSet('other', () => 'loaded')).toBe('loaded');
    expect(await a.cache.getOrSet('other', () => 'again')).toBe('loaded');
    expect(await a.cache.set('key', 'new')).toEqual({ pending: ['remote'] });
    expect(await a.cache.get('key')).toBe('new');
    expect(await a.cache.invalidateTags(['t'])).toEqual({ pending: ['remote'] });
    expect(a.cache.getStats()).toMatchObject({ state: 'degraded' });
  });

  it('returns no replaced value when the shared tier is back', async () => {
    const { a, b } = pair();
    await a.cache.set('set', 'old');
    await a.cache.set('deleted', 'old');
    await a.cache.set('tagged', 'old', { tags: ['t'] });
    for (const key of ['set', 'deleted', 'tagged']) expect(await b.cache.get(key)).toBe('old');
    a.isCut = true;
    await a.cache.set('set', 'new');
    await a.cache.delete('deleted');
    await a.cache.invalidateTags(['t']);
    a.isCut = false;
    await vi.advanceTimersByTimeAsync(200);
    for (const key of ['deleted', 'tagged']) expect(await a.cache.get(key)).toBeUndefined();
    expect(await a.cache.get('set')).not.toBe('old');
    await settle();
    for (const key of ['set', 'deleted', 'tagged']) expect(await b.cache.get(key)).not.toBe('old');
    expect(a.cache.getStats()).toMatchObject({ pending: 0, state: 'ready' });
  });

  it('makes up for missed writes within a second, without a read', async () => {
    const { a, b } = pair();
    await a.cache.set('key', 'old');
    expect(await b.cache.get('key')).toBe('old');
    a.isCut = true;
    await a.cache.delete('key');
    a.isCut = false;
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(await b.cache.get('key')).toBeUndefined();
  });

  it('invalidates everything after an outage with more than maxPending keys in doubt', async () => {
    const { a, b } = pair({ maxPending: 5 });
    await a.cache.set('key', 'value');
    a.isCut = true;
    for (let at = 0; at < 10; at++) await a.cache.delete(`key ${at}`);
    expect(a.cache.getStats().pending).toBe(1);
    a.isCut = false;
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(await b.cache.get('key')).toBeUndefined();
  });

  it("rejects with the tier's error if tierErrors is 'throw'", async () => {
    const { a } = pair({ tierErrors: 'throw' });
    a.isCut = true;
    await expect(a.cache.get('key')).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await expect(a.cache.set('key', 1)).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
  });
});
