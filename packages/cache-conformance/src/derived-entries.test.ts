import {
  CacheServerError,
  CacheUnavailableError,
  type CacheProvider,
  type EntryStore,
} from '@modular-agent/cache-contract';
import { entryStoreOf } from '@modular-agent/cache-contract/provider';
import { describe, expect, it } from 'vitest';
import type { FaultPlan } from './faults/fault.ts';
import { withFaults } from './faults/with-faults.ts';
import { referenceCoordinationTarget } from './test/reference-coordination-target.ts';

const options = { ttl: '1h', metadata: {} } as const;
const announce = { channel: 'news', message: 'written' };

/** Derived entries over a provider that goes wrong as a plan says, and those over the one behind it. */
async function open(plan: FaultPlan): Promise<{ real: EntryStore; derived: EntryStore; provider: CacheProvider }> {
  const { provider } = await referenceCoordinationTarget({ capabilities: { entries: false } }).create();
  const faulty = withFaults(provider, plan);
  return { real: derivedOf(provider), derived: derivedOf(faulty), provider };
}

function derivedOf(provider: CacheProvider): EntryStore {
  if (provider.coordination === undefined) throw new Error('it offers no coordination');
  return entryStoreOf(provider, provider.coordination);
}

const noRoom = new CacheServerError('no room', { provider: 'reference', reply: 'OOM' });

describe('the entry store of a provider', () => {
  it('is its own, unless another coordination is used', async () => {
    const { provider } = await referenceCoordinationTarget().create();
    const other = await referenceCoordinationTarget().create();
    const { coordination } = provider;
    if (coordination === undefined || other.provider.coordination === undefined) throw new Error('no coordination');
    expect(entryStoreOf(provider, coordination)).toBe(coordination.entries);
    const derived = entryStoreOf(provider, other.provider.coordination);
    await derived.acquire('a', '1h');
    expect(await other.provider.coordination.leases.acquire('a', '1h')).toBeUndefined();
    await derived.set('a', 1, options);
    expect(await provider.get('a')).toBe(1);
  });
});

describe('derived entries', () => {
  it('give a lease back whose entry could not be read', async () => {
    const { real, derived } = await open(({ operation }) => (operation === 'getEntry' ? { kind: 'fail' } : undefined));
    await expect(derived.acquire('a', '1h')).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    expect((await real.acquire('a', '1h')).lease).toBeDefined();
  });

  it.each(['set', 'store'] as const)('have no older entry and no lease after the store refused a %s', async (name) => {
    const { real, derived } = await open(({ operation }) =>
      operation === 'setIfNewer' ? { kind: 'fail', error: noRoom } : undefined,
    );
    await real.set('a', 'old', options);
    const { lease = { key: 'a', token: '1' } } = await derived.acquire('a', '1h');
    const write = name === 'set' ? derived.set('a', 'new', options) : derived.store(lease, 'new', options);
    await expect(write).rejects.toBe(noRoom);
    expect(await real.get('a')).toBeUndefined();
    expect(await real.release(lease)).toBe(false);
  });

  it('are stored though the lease could not be given back', async () => {
    const { real, derived } = await open(({ operation }) =>
      operation === 'leases.release' ? { kind: 'fail' } : undefined,
    );
    const { lease = { key: 'a', token: '1' } } = await derived.acquire('a', '1h');
    expect(await derived.store(lease, 1, options)).toBe(true);
    expect((await real.get('a'))?.value).toBe(1);
  });

  it('keep the older entry and the lease after a write that may still land', async () => {
    const { real, derived } = await open(({ operation }) =>
      operation === 'setIfNewer' ? { kind: 'fail', error: away('unknown') } : undefined,
    );
    await real.set('a', 'old', options);
    const { lease = { key: 'a', token: '1' } } = await derived.acquire('a', '1h');
    await expect(derived.store(lease, 'new', options)).rejects.toMatchObject({ outcome: 'unknown' });
    expect((await real.get('a'))?.value).toBe('old');
    expect(await real.release(lease)).toBe(true);
  });

  it('are written though nobody could be told, and say that the outcome is unknown', async () => {
    const { real, derived } = await open(({ operation }) =>
      operation === 'backplane.publish' ? { kind: 'fail' } : undefined,
    );
    const set = derived.set('a', 1, { ...options, announce });
    await expect(set).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE', outcome: 'unknown' });
    expect((await real.get('a'))?.value).toBe(1);
  });

  it('say which of several could not be deleted, and delete the others', async () => {
    const { real, derived } = await open(({ operation, subject }) =>
      operation === 'leases.take' && subject === 'a' ? { kind: 'fail', error: away('not-applied') } : undefined,
    );
    for (const key of ['a', 'b']) await real.set(key, 1, options);
    const error: unknown = await derived.delete(['a', 'b']).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CACHE_BATCH', outcome: 'not-applied' });
    expect([...(error as { failed: Map<string, unknown> }).failed.keys()]).toEqual(['a']);
    expect([...(await real.getMany(['a', 'b'])).keys()]).toEqual(['a']);
    await expect(derived.delete(['a'])).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
  });

  it('keep a deletion from being undone by a set that lands late', async () => {
    const { real, derived, provider } = await open(() => undefined);
    const { coordination } = provider;
    const earlier = await coordination?.leases.take('a', '1h');
    await derived.delete(['a']);
    expect(await provider.setIfNewer?.('a', 'late', { stamp: earlier?.token ?? 0 })).toBe(false);
    expect(await real.get('a')).toBeUndefined();
    expect((await real.getMany(['a'])).size).toBe(0);
  });
});

function away(outcome: 'not-applied' | 'unknown'): CacheUnavailableError {
  return new CacheUnavailableError('away', { provider: 'reference', outcome });
}
