import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import {
  CacheAbortError,
  CacheBatchError,
  CacheClosedError,
  CacheOptionError,
  type CacheError,
  type Duration,
  type EntryLease,
} from '@modular-agent/cache-contract';
import { assertFailure, rejection, type CacheErrorClass } from '../../assert/assert-rejects.ts';
import { nextTurn } from '../real-clock.ts';
import { entryCalls, type EntryCall } from './calls.ts';
import { acquireEntry, assertValue, kept, type EntrySuite, type EntryTestSubject } from './entry-suite.ts';

// A caller without types can pass anything.
const refusedTimeouts = [0, -1, NaN, Infinity, '0s', 'soon', ''] as readonly Duration[];

/** Asserts that a call rejects. One about several keys names none, or says it of each. */
async function assertEnds<E extends CacheError>(
  errorClass: CacheErrorClass<E>,
  provider: string,
  { key }: EntryCall,
  call: () => Promise<unknown>,
): Promise<E> {
  const error = await rejection(call, errorClass.name);
  if (key === undefined && CacheBatchError.isInstance(error)) {
    const [[first, part] = []] = error.failed;
    assertFailure(part, errorClass, { provider, key: first });
    return part;
  }
  const named = key ?? (error as Partial<CacheError>).key;
  assertFailure(error, errorClass, { provider, key: named });
  return error;
}

/** A world in which every step would change something, if it were carried out. */
async function untouched({
  ours,
  theirs,
}: EntryTestSubject): Promise<{ held: EntryLease; check: () => Promise<void> }> {
  await ours.set('kept', 'old', kept);
  const held = await acquireEntry(ours, 'held');
  return {
    held,
    check: async () => {
      await assertValue(theirs, 'kept', 'old');
      await acquireEntry(theirs, 'free');
      assert.equal((await theirs.acquire('held', '1h')).lease, undefined, 'the lease was renewed or released');
      assert.equal(await ours.store(held, 'loaded', kept), true, 'the lease was lost');
    },
  };
}

/** Signals, timeouts and `close` end a step. */
export function entryEndingPromises(suite: EntrySuite): void {
  suite.promise('a step with an aborted signal rejects with its reason and does nothing', async (subject) => {
    const { provider, ours } = subject;
    const { held, check } = await untouched(subject);
    const reason = new Error('the user left');
    for (const call of entryCalls) {
      const start = (): Promise<unknown> => call.start(ours, held, { signal: AbortSignal.abort(reason) });
      assert.equal((await assertEnds(CacheAbortError, provider.name, call, start)).cause, reason, call.name);
    }
    await check();
  });

  suite.promise('a signal that is never aborted changes nothing, and is let go of', async ({ ours }) => {
    const { signal } = new AbortController();
    for (const { start } of entryCalls) await start(ours, await takeHeld(ours), { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0, 'listeners left on the signal');
  });

  suite.promise('a step refuses a timeout that can not be meant, and does nothing', async (subject) => {
    const { provider, ours } = subject;
    const { held: lease, check } = await untouched(subject);
    for (const call of entryCalls) {
      for (const timeout of refusedTimeouts) {
        const start = (): Promise<unknown> => call.start(ours, lease, { timeout });
        assert.equal((await assertEnds(CacheOptionError, provider.name, call, start)).option, 'timeout', call.name);
      }
    }
    await check();
  });

  suite.promise('a step that ends in time takes no heed of its timeout', async ({ ours }) => {
    for (const timeout of [30_000, '1m', 29_999.5] as const) {
      for (const { start } of entryCalls) await start(ours, await takeHeld(ours), { timeout });
    }
  });

  suite.promise('a step rejects after close', async ({ provider, ours }) => {
    const lease = await takeHeld(ours);
    await provider.close();
    for (const call of entryCalls) {
      await assertEnds(CacheClosedError, provider.name, call, () => call.start(ours, lease));
    }
  });

  if (suite.form === 'derived') return;

  suite.promise('a lease whose request was aborted is free again soon', async ({ ours, theirs }) => {
    for (let round = 0; round < 5; round++) {
      const controller = new AbortController();
      const pending = Promise.allSettled([ours.acquire('a', '1h', { signal: controller.signal })]);
      controller.abort();
      const [asked] = await pending;
      // It came too late.
      if (asked.status === 'fulfilled') await ours.release(asked.value.lease ?? assert.fail('it was refused'));
      let next = await theirs.acquire('a', '1h');
      for (let attempt = 0; next.lease === undefined && attempt < 500; attempt++) {
        await nextTurn();
        next = await theirs.acquire('a', '1h');
      }
      await theirs.release(next.lease ?? assert.fail('nobody can have the lease'));
    }
  });
}

/** A lease of the key `held`. */
async function takeHeld(store: EntryTestSubject['ours']): Promise<EntryLease> {
  const { lease } = await store.acquire('held', '1h', { take: true });
  return lease ?? assert.fail('a lease could not be taken');
}
