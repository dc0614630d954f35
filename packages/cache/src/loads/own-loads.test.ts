import { describe, expect, it, vi } from 'vitest';
import { settle, useFakeTime } from '../test/fake-time.ts';
import { Gate } from '../test/gate.ts';
import { kinds, tiered } from '../test/open.ts';

useFakeTime();

describe.each(kinds)('loads of one key that nobody joins, over %s,', (_, open) => {
  it('wait for the one that holds the lease, not for one another', async () => {
    await using cache = open();
    const gate = new Gate<number>();
    const asked = Array.from({ length: 4 }, () => cache.getOrSet('key', gate.loader, { maxAge: 1_000 }));
    await settle();
    await vi.advanceTimersByTimeAsync(500);
    gate.open(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1]);
    expect(gate.calls).toBe(1);
  });

  it('wait for it also on behalf of loaders of other keys', async () => {
    await using cache = open();
    const gate = new Gate<number>();
    const part = (): Promise<number> => cache.getOrSet('part', gate.loader, { maxAge: 1_000 });
    const asked = ['a', 'b', 'c'].map((key) => cache.getOrSet(key, part));
    await settle();
    await vi.advanceTimersByTimeAsync(500);
    gate.open(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(await Promise.all(asked)).toEqual([1, 1, 1]);
    expect(gate.calls).toBe(1);
  });
});

describe('a forced load whose lease was that of another load of the process', () => {
  it('keeps its lease for as long as its loader takes', async () => {
    await using cache = tiered({ leaseTtl: '3s' });
    const first = new Gate<string>();
    const forced = new Gate<string>();
    const asked = cache.getOrSet('key', first.loader);
    await settle();
    const refreshed = cache.getOrSet('key', forced.loader, { forceRefresh: true });
    await settle();
    await vi.advanceTimersByTimeAsync(9_000);
    forced.open('forced');
    expect(await refreshed).toBe('forced');
    await settle();
    first.open('first');
    await asked;
    await settle();
    expect(await cache.get('key', { tiers: ['remote'] })).toBe('forced');
  });
});
