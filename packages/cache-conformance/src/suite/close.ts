import assert from 'node:assert/strict';
import { CacheClosedError } from '@modular-agent/cache-contract';
import { assertFailure, assertRejects, rejection } from '../assert/assert-rejects.ts';
import { batchReads, batchWrites, everyCall, keyCalls } from './calls.ts';
import { nextTurn } from './real-clock.ts';
import type { Suite } from './suite.ts';

/** Closing ends a provider, once and for all. */
export function closePromises(suite: Suite): void {
  suite.promise('close can be called again, also while it is closing', async ({ provider }) => {
    await provider.set('key', 1);
    await Promise.all([provider.close(), provider.close()]);
    await provider.close();
  });

  suite.promise('a provider that was never used can be closed', async ({ provider }) => {
    await provider.close();
  });

  for (const { operation, start, keyed } of everyCall(suite.capabilities)) {
    suite.promise(`${operation} rejects after close`, async ({ provider }) => {
      await provider.set('key', 1);
      await provider.close();
      const place = { provider: provider.name, key: keyed ? 'key' : undefined };
      await assertRejects(CacheClosedError, place, () => start(provider, 'key'));
    });
  }

  suite.promise('a batch after close rejects as a whole, even an empty one', async ({ provider }) => {
    await provider.close();
    const place = { provider: provider.name };
    await assertRejects(CacheClosedError, place, () => provider.getMany([]));
    await assertRejects(CacheClosedError, place, () => provider.setMany([]));
    await assertRejects(CacheClosedError, place, () => provider.deleteMany([]));
  });

  suite.promise('close waits for the calls that were already started', async ({ provider }) => {
    await provider.set('key', 'there');
    const calls = [...batchWrites, ...batchReads, ...keyCalls(suite.capabilities)];
    let ended = 0;
    const started = Promise.allSettled(
      calls.map(async ({ start }) => {
        await start(provider, 'key');
        ended += 1;
      }),
    );
    await provider.close();
    // Whoever waits for a call that ended before hears of it in the same turn.
    await nextTurn();
    assert.equal(ended, calls.length);
    await started;
  });

  suite.promise('a call that starts while it is closing is refused or carried out', async ({ provider }) => {
    const closing = provider.close();
    const late = await Promise.allSettled([provider.set('key', 1)]);
    await closing;
    const [result] = late;
    if (result?.status === 'rejected') {
      assertFailure(result.reason, CacheClosedError, { provider: provider.name, key: 'key' });
    }
  });

  suite.promise('leaving its scope closes it', async ({ provider }) => {
    await provider[Symbol.asyncDispose]();
    assert.ok(CacheClosedError.isInstance(await rejection(() => provider.get('key'))));
    await provider[Symbol.asyncDispose]();
  });
}
