import assert from 'node:assert/strict';
import { CacheOptionError, type Duration } from '@modular-agent/cache-contract';
import { assertRejects } from '../assert/assert-rejects.ts';
import { assertSame } from '../assert/assert-same.ts';
import { everyCall } from './calls.ts';
import type { Suite } from './suite.ts';

// A caller without types can pass anything.
const refusedTimeouts = [0, -1, NaN, Infinity, '0s', 'soon', ''] as readonly Duration[];

/** Every call has a deadline. */
export function timeoutPromises(suite: Suite): void {
  for (const { operation, start, keyed } of everyCall(suite.capabilities)) {
    suite.promise(`${operation} refuses a timeout that can not be meant, and does nothing`, async ({ provider }) => {
      await provider.set('key', 'older');
      const place = { provider: provider.name, key: keyed ? 'key' : undefined };
      for (const timeout of refusedTimeouts) {
        const error = await assertRejects(CacheOptionError, place, () => start(provider, 'key', { timeout }));
        assert.equal(error.option, 'timeout');
      }
      assertSame(await provider.getMany(['key']), new Map([['key', 'older']]));
    });
  }

  suite.promise('a call that ends in time takes no heed of its timeout', async ({ provider }) => {
    for (const timeout of [30_000, '1m', 29_999.5] as const) {
      await provider.set('key', timeout, { timeout });
      assert.equal(await provider.get('key', { timeout }), timeout);
      for (const { start } of everyCall(suite.capabilities)) await start(provider, 'key', { timeout });
    }
  });
}
