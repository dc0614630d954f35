import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { CacheAbortError } from '@modular-agent/cache-contract';
import { assertFailure, assertRejects } from '../../assert/assert-rejects.ts';
import { coordinationCalls } from './calls.ts';
import type { CoordinationSuite } from './coordination-suite.ts';
import { untouched } from './untouched.ts';

/** A signal ends a call. */
export function coordinationAbortPromises(suite: CoordinationSuite): void {
  for (const { name, key, start } of coordinationCalls) {
    suite.promise(`${name} with an aborted signal rejects with its reason and does nothing`, async (subject) => {
      const { provider, here } = subject;
      const { token, check } = await untouched(subject);
      const reason = new Error('the user left');
      const call = (): Promise<unknown> => start(here, token, { signal: AbortSignal.abort(reason) });
      const error = await assertRejects(CacheAbortError, { provider: provider.name, key }, call);
      assert.equal(error.cause, reason);
      assert.equal(error.outcome, 'not-applied');
      await check();
    });
  }

  suite.promise('a signal that is never aborted changes nothing, and is let go of', async ({ here }) => {
    const { signal } = new AbortController();
    for (const { start } of coordinationCalls) await start(here, 1, { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0, 'listeners left on the signal');
  });

  suite.promise('a signal that is aborted during a call ends it, or comes too late', async ({ provider, here }) => {
    for (const { key, start } of coordinationCalls) {
      const controller = new AbortController();
      const reason = new Error('the user left');
      const pending = Promise.allSettled([start(here, 1, { signal: controller.signal })]);
      controller.abort(reason);
      const [result] = await pending;
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0, 'listeners left on the signal');
      if (result.status === 'fulfilled') continue;
      assertFailure(result.reason, CacheAbortError, { provider: provider.name, key });
      assert.equal(result.reason.cause, reason);
    }
  });
}
