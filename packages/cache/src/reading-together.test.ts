import { withFaults } from '@modular-agent/cache-conformance';
import { describe, expect, it, vi } from 'vitest';
import { createCache } from './index.ts';
import { useFakeTime } from './test/fake-time.ts';
import { failureOf } from './test/loaders.ts';
import { tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

describe('a value that holds something that can be changed', () => {
  it('is given to each reader as a copy of its own, also where a store hands it out frozen', async () => {
    const store = new RemoteStore();
    await using writer = tiered({}, store);
    await writer.set('key', { at: new Date(1) });
    await using reader = tiered({}, store);
    const load = async (): Promise<{ at: Date }> => reader.getOrSet('key', () => ({ at: new Date(9) }));
    for (const read of [
      () => Promise.all([load(), load()]),
      () => Promise.all([reader.get<{ at: Date }>('key'), reader.get<{ at: Date }>('key')]),
      async () => [...(await reader.getMany<{ at: Date }>(['key'])).values()],
    ]) {
      for (const value of await read()) {
        expect(value).toEqual({ at: new Date(1) });
        value?.at.setTime(5);
      }
    }
    expect(await load()).toEqual({ at: new Date(1) });
  });
});

describe('reads of the same turn', () => {
  it('do not wait for the deletion of a key in doubt, which is no miss', async () => {
    const deletions = { count: 0, hang: false };
    const remote = withFaults(new RemoteStore().connect(), ({ operation, subject }) => {
      if (subject?.endsWith('doubtful') !== true) return undefined;
      if (operation === 'entries.set') return { kind: 'lose-answer' };
      if (operation !== 'entries.delete') return undefined;
      deletions.count += 1;
      return { kind: deletions.hang ? 'hang' : 'fail' };
    });
    await using cache = createCache({
      name: 'answers',
      tiers: [remote],
      tierErrors: 'throw',
      storeTimeout: '1s',
      onProblem: () => {},
    });
    await cache.set('other', 1);
    expect(await failureOf(cache.set('doubtful', 2))).toMatchObject({ code: 'CACHE_TIMEOUT' });
    // The deletion is tried from the time on when the write can't land any more, and at most every 100 ms.
    for (let tries = 0; tries < 1_000 && deletions.count === 0; tries++) await vi.advanceTimersByTimeAsync(10);
    await vi.advanceTimersByTimeAsync(110);
    expect(deletions.count).toBe(1);
    deletions.hang = true;
    const doubtful = failureOf(cache.get('doubtful'));
    expect(await cache.get('other')).toBe(1);
    expect(deletions.count).toBe(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await doubtful).toMatchObject({ code: 'CACHE_UNAVAILABLE' });
  });
});
