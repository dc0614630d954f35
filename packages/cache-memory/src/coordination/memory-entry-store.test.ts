import { CacheBatchError, CacheEntryTooLargeError, type EntryLease } from '@modular-agent/cache-contract';
import { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { CheckedEntries } from '../entries/checked-entries.ts';
import { readMemoryCacheOptions } from '../memory-cache-options.ts';
import { MemoryCacheProvider } from '../memory-cache-provider.ts';
import { MemoryBackplane } from './memory-backplane.ts';
import { MemoryEntryStore } from './memory-entry-store.ts';

const options = { ttl: 60_000, metadata: { note: 'kept' } };
const noLease: EntryLease = { key: '', token: '' };

const gate = new CallGate('memory');

const create = (maxEntryBytes = Infinity, backplane = new MemoryBackplane(gate)): MemoryEntryStore => {
  const settings = { ...readMemoryCacheOptions(), maxEntryBytes };
  return new MemoryEntryStore(gate, new CheckedEntries(settings, new StatsRecorder()), backplane);
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an entry store', () => {
  it('keeps its entries where the provider finds them', async () => {
    const provider = new MemoryCacheProvider();
    await provider.coordination.entries?.set('a', 1, options);
    expect(await provider.getEntry('a')).toEqual({ value: 1, metadata: options.metadata, stamp: undefined });
    await provider.set('a', 2);
    expect((await provider.coordination.entries?.get('a'))?.value).toBe(2);
  });

  it('counts reads and refused writes in the statistics of its provider', async () => {
    const provider = new MemoryCacheProvider();
    const { entries } = provider.coordination;
    await entries?.set('a', 1, options);
    await entries?.get('a');
    await entries?.getMany(['a', 'b']);
    await entries?.acquire('a', '1m');
    await expect(entries?.set('a', () => 1, options)).rejects.toThrow('function');
    await entries?.delete(['a']);
    expect(await provider.getStats()).toMatchObject({ hits: 2, misses: 1, sets: 1, deletes: 1, errors: 1 });
  });

  it('has a clock that a change of the time of day does not move', () => {
    const entries = create();
    const before = entries.now();
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(1_000);
    expect(entries.now() - before).toBeCloseTo(1_000, 6);
  });

  it.each([
    ['set', (entries: MemoryEntryStore, _: EntryLease, text: string) => entries.set('a', text, options)],
    ['store', (entries: MemoryEntryStore, lease: EntryLease, text: string) => entries.store(lease, text, options)],
  ])('has the older entry and its lease after %s had no room', async (_, write) => {
    const entries = create(1_000);
    await entries.set('a', 'old', options);
    const { lease = noLease } = await entries.acquire('a', '1m');
    const error: unknown = await write(entries, lease, 'x'.repeat(1_000)).catch((thrown: unknown) => thrown);
    expect(CacheEntryTooLargeError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ provider: 'memory', key: 'a', outcome: 'not-applied' });
    expect((await entries.get('a'))?.value).toBe('old');
    expect(await entries.release(lease)).toBe(true);
  });

  it('deletes what it can, and says what it could not', async () => {
    const entries = create();
    await entries.set('a', 1, options);
    const error: unknown = await entries.delete(['', 'a']).catch((thrown: unknown) => thrown);
    expect(CacheBatchError.isInstance(error) && [...error.failed.keys()]).toEqual(['']);
    expect(await entries.get('a')).toBeUndefined();
  });

  it('forgets leases that were abandoned', async () => {
    const entries = create();
    const { lease: kept = noLease } = await entries.acquire('kept', '1h');
    for (let index = 0; index < 1_000; index++) {
      await entries.acquire(`abandoned ${index}`, '1s');
      vi.advanceTimersByTime(100);
    }
    expect(entries.leases).toBeLessThanOrEqual(64);
    expect(await entries.release(kept)).toBe(true);
  });
});
