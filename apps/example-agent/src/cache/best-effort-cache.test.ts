import { CacheAbortError, CacheUnavailableError } from '@modular-agent/cache-contract';
import { expect, it } from 'vitest';
import { createBestEffortCache } from './best-effort-cache.ts';

const error = new CacheUnavailableError('Redis is not reachable at localhost:6379.');
const down = { get: () => Promise.reject(error), set: () => Promise.reject(error) };

it('takes a failure as a miss and tells of the first one alone', async () => {
  const failures: unknown[] = [];
  const cache = createBestEffortCache(down, (failure) => failures.push(failure));
  expect(await cache.get('key', undefined)).toBeUndefined();
  await cache.set('key', 1);
  expect(await cache.get('key', undefined)).toBeUndefined();
  expect(failures).toEqual([error]);
});

it("does not take the caller's abort for a failure", async () => {
  const gone = new AbortController();
  const slow = {
    ...down,
    get: () => {
      gone.abort(new Error('gone'));
      return Promise.reject(new CacheAbortError('The call was aborted.'));
    },
  };
  const cache = createBestEffortCache(slow, (failure) => expect.fail(String(failure)));
  await expect(cache.get('key', gone.signal)).rejects.toThrow('gone');
});
