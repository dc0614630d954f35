import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { CacheAbortError, CacheOptionError } from '@modular-agent/cache-contract';
import { assertFailure, assertRejects } from '../assert/assert-rejects.ts';
import { assertSame } from '../assert/assert-same.ts';
import { everyCall } from './calls.ts';
import type { Suite } from './suite.ts';

/** A signal ends a call. */
export function abortPromises(suite: Suite): void {
  const calls = everyCall(suite.capabilities);

  for (const { operation, start, keyed } of calls) {
    suite.promise(
      `${operation} with an aborted signal rejects with its reason and does nothing`,
      async ({ provider }) => {
        await provider.set('key', 'older');
        const reason = new Error('the user left');
        const place = { provider: provider.name, key: keyed ? 'key' : undefined };
        const call = (): Promise<unknown> => start(provider, 'key', { signal: AbortSignal.abort(reason) });
        const error = await assertRejects(CacheAbortError, place, call);
        assert.equal(error.cause, reason);
        assert.equal(error.outcome, 'not-applied');
        assertSame(await provider.getMany(['key']), new Map([['key', 'older']]));
      },
    );
  }

  suite.promise('a signal that is none is refused, and nothing changes', async ({ provider }) => {
    const place = { provider: provider.name, key: 'key' };
    for (const signal of [new AbortController(), 5, null] as readonly unknown[] as readonly AbortSignal[]) {
      const error = await assertRejects(CacheOptionError, place, () => provider.set('key', 1, { signal }));
      assert.equal(error.option, 'signal');
    }
    assert.equal(await provider.exists('key'), false);
  });

  suite.promise('a signal that is never aborted changes nothing, and is let go of', async ({ provider }) => {
    const { signal } = new AbortController();
    for (const { start } of calls) await start(provider, 'key', { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0, 'listeners left on the signal');
  });

  suite.promise('a signal that is aborted during a call ends it, or comes too late', async ({ provider }) => {
    for (const { start, keyed } of calls) {
      const controller = new AbortController();
      const reason = new Error('the user left');
      const pending = Promise.allSettled([start(provider, 'key', { signal: controller.signal })]);
      controller.abort(reason);
      const [result] = await pending;
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0, 'listeners left on the signal');
      if (result.status === 'fulfilled') continue;
      assertFailure(result.reason, CacheAbortError, { provider: provider.name, key: keyed ? 'key' : undefined });
      assert.equal(result.reason.cause, reason);
    }
  });

  suite.promise('an aborted write that says it was not applied was not', async ({ provider }) => {
    for (let round = 0; round < 20; round++) {
      const key = `key ${round}`;
      const controller = new AbortController();
      const pending = Promise.allSettled([provider.set(key, 'new', { signal: controller.signal })]);
      controller.abort();
      const [result] = await pending;
      const wasApplied = await provider.exists(key);
      if (result.status === 'fulfilled') assert.equal(wasApplied, true);
      else if (CacheAbortError.isInstance(result.reason) && result.reason.outcome === 'not-applied') {
        assert.equal(wasApplied, false);
      }
    }
  });

  suite.promise('a signal that is aborted after the call changes nothing', async ({ provider }) => {
    const controller = new AbortController();
    await provider.set('key', 'new', { signal: controller.signal });
    controller.abort();
    assert.equal(await provider.get('key'), 'new');
  });
}
