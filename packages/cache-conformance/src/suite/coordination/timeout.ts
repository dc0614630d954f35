import assert from 'node:assert/strict';
import { CacheOptionError, type Duration } from '@modular-agent/cache-contract';
import { assertRejects } from '../../assert/assert-rejects.ts';
import { coordinationCalls } from './calls.ts';
import type { CoordinationSuite } from './coordination-suite.ts';
import { untouched } from './untouched.ts';

// A caller without types can pass anything.
const refusedTimeouts = [0, -1, NaN, Infinity, '0s', 'soon', ''] as readonly Duration[];

/** Every call has a deadline. */
export function coordinationTimeoutPromises(suite: CoordinationSuite): void {
  for (const { name, key, start } of coordinationCalls) {
    suite.promise(`${name} refuses a timeout that can not be meant, and does nothing`, async (subject) => {
      const { provider, here } = subject;
      const { token, check } = await untouched(subject);
      for (const timeout of refusedTimeouts) {
        const call = (): Promise<unknown> => start(here, token, { timeout });
        const error = await assertRejects(CacheOptionError, { provider: provider.name, key }, call);
        assert.equal(error.option, 'timeout');
      }
      await check();
    });
  }

  suite.promise('a call that ends in time takes no heed of its timeout', async ({ here }) => {
    for (const timeout of [30_000, '1m', 29_999.5] as const) {
      for (const { start } of coordinationCalls) await start(here, 1, { timeout });
    }
  });
}
