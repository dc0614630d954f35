import assert from 'node:assert/strict';
import type { CacheProvider, Coordination, Duration, EntryLease, EntryStore } from '@modular-agent/cache-contract';
import { entryStoreOf } from '@modular-agent/cache-contract/provider';
import type { CoordinationSuite, CoordinationTestSubject } from '../coordination/coordination-suite.ts';

/** `own`: `coordination.entries`. `derived`: what `entryStoreOf` makes of the provider's calls. */
export type EntryForm = 'own' | 'derived';

/** A subject with the entry stores of both processes. */
export interface EntryTestSubject extends CoordinationTestSubject {
  readonly ours: EntryStore;
  /** The store of another process, or of this one if there is no other. */
  readonly theirs: EntryStore;
}

/** Registers the tests of a group of promises about entries. */
export interface EntrySuite extends Omit<CoordinationSuite, 'promise'> {
  readonly form: EntryForm;
  promise(name: string, body: (subject: EntryTestSubject) => Promise<void>): void;
}

export function createEntrySuite(suite: CoordinationSuite, form: EntryForm): EntrySuite {
  const storeOf = form === 'own' ? ownStore : derivedStore;
  return {
    ...suite,
    form,
    promise: (name, body) => {
      suite.promise(name, async (subject) => {
        const ours = storeOf(subject.provider, subject.here);
        const theirs = subject.peer === subject.provider ? ours : storeOf(subject.peer, subject.there);
        await body({ ...subject, ours, theirs });
      });
    },
  };
}

/** Options of a write in tests that are not about its options. */
export const kept = { ttl: '1h', metadata: {} } as const;

/** Acquires the lease of an entry, which must be free. */
export async function acquireEntry(store: EntryStore, key: string, ttl: Duration = '1h'): Promise<EntryLease> {
  const { lease } = await store.acquire(key, ttl);
  return lease ?? assert.fail(`the lease of ${key} was refused`);
}

/** Asserts what is stored under a key. */
export async function assertValue(store: EntryStore, key: string, expected: unknown): Promise<void> {
  assert.deepEqual((await store.get(key))?.value, expected);
}

/** Asserts that a lease is good for nothing any more. */
export async function assertLost(store: EntryStore, lease: EntryLease): Promise<void> {
  const before = await store.get(lease.key);
  assert.deepEqual(await store.renew([lease], '1h'), new Set([lease.key]), 'a lost lease was renewed');
  assert.equal(await store.store(lease, 'too late', kept), false, 'a value was stored under a lost lease');
  assert.equal(await store.release(lease), false, 'a lost lease was released');
  assert.deepEqual(await store.get(lease.key), before);
}

function ownStore(provider: CacheProvider, { entries }: Coordination): EntryStore {
  return entries ?? assert.fail(`the coordination of ${provider.name} has no entries; declare entries: false`);
}

function derivedStore(provider: CacheProvider, { versions, backplane, leases }: Coordination): EntryStore {
  return entryStoreOf(provider, { versions, backplane, leases });
}
