import type { CacheProvider, EntryLease, EntryStore } from '@modular-agent/cache-contract';
import { describe, expect, it } from 'vitest';
import { referenceCoordinationTarget } from '../test/reference-coordination-target.ts';
import type { Fault, FaultyCall } from './fault.ts';
import { withFaults } from './with-faults.ts';

const options = { ttl: '1h', metadata: { v: 1 } } as const;
const announce = { channel: 'news', message: 'written' };
const garbage = { garbage: true };

interface Opened {
  readonly real: EntryStore;
  readonly faulty: EntryStore;
  readonly lease: EntryLease;
  readonly heard: readonly string[];
}

/** Entries of which one kind of call goes wrong, with an older entry under `key` and its lease. */
async function openWith(operation: string, fault: Fault, calls: FaultyCall[] = []): Promise<Opened> {
  const { provider } = await referenceCoordinationTarget().create();
  const faulty = withFaults(provider, (call) => {
    calls.push(call);
    return call.operation === `entries.${operation}` ? fault : undefined;
  });
  const heard: string[] = [];
  await provider.coordination?.backplane.subscribe('news', { onMessage: (told) => void heard.push(told), onGap() {} });
  const real = entriesOf(provider);
  await real.set('key', 'old', options);
  const { lease } = await real.acquire('key', '1h');
  if (lease === undefined) throw new Error('the lease was refused');
  return { real, faulty: entriesOf(faulty), lease, heard };
}

function entriesOf({ coordination }: CacheProvider): EntryStore {
  if (coordination?.entries === undefined) throw new Error('it offers no entries');
  return coordination.entries;
}

describe('a step on an entry that', () => {
  it('fails rejects, and changes nothing', async () => {
    const { real, faulty, lease } = await openWith('store', { kind: 'fail' });
    await expect(faulty.store(lease, 'new', options)).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    expect((await real.get('key'))?.value).toBe('old');
    expect(await real.release(lease)).toBe(true);
  });

  it('loses its answer is done, and says that its outcome is unknown', async () => {
    const { real, faulty } = await openWith('acquire', { kind: 'lose-answer' });
    await expect(faulty.acquire('free', '1h')).rejects.toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'unknown' });
    expect((await real.acquire('free', '1h')).lease).toBeUndefined();
  });

  it.each<readonly [string, (entries: EntryStore, lease: EntryLease) => Promise<unknown>, unknown]>([
    ['get', (entries) => entries.get('key'), undefined],
    ['getMany', (entries) => entries.getMany(['key']), new Map()],
    ['acquire', (entries) => entries.acquire('free', '1h'), { lease: undefined, entry: undefined }],
    ['renew', (entries, lease) => entries.renew([lease], '1ms'), new Set()],
    ['release', (entries, lease) => entries.release(lease), true],
    ['store', (entries, lease) => entries.store(lease, 'new', options), true],
    ['set', (entries) => entries.set('key', 'new', options), undefined],
    ['delete', (entries) => entries.delete(['key']), undefined],
  ])('is dropped answers as if all were well: %s', async (operation, call, answer) => {
    const { real, faulty, lease } = await openWith(operation, { kind: 'drop' });
    expect(await call(faulty, lease)).toEqual(answer);
    expect((await real.get('key'))?.value).toBe('old');
    expect((await real.acquire('free', '1h')).lease).toBeDefined();
    expect(await real.release(lease)).toBe(true);
  });

  it.each<readonly [string, (entries: EntryStore, lease: EntryLease) => Promise<unknown>]>([
    ['set', (entries) => entries.set('key', 'new', { ...options, announce })],
    ['store', (entries, lease) => entries.store(lease, 'new', { ...options, announce })],
  ])('is corrupted leaves garbage, and announces nonsense: %s', async (operation, call) => {
    const { real, faulty, lease, heard } = await openWith(operation, { kind: 'corrupt' });
    await call(faulty, lease);
    expect(await real.get('key')).toMatchObject({ value: garbage, metadata: garbage });
    expect(heard).toHaveLength(1);
    expect(heard).not.toContain('written');
  });

  it('is corrupted deletes, and announces nonsense', async () => {
    const { real, faulty, heard } = await openWith('delete', { kind: 'corrupt' });
    await faulty.delete(['key'], { announce });
    expect(await real.get('key')).toBeUndefined();
    expect(heard).toHaveLength(1);
    expect(heard).not.toContain('written');
  });
});

it('a delta that is dropped fails, as its answer could only be made up', async () => {
  const { provider } = await referenceCoordinationTarget().create();
  const faulty = withFaults(provider, () => ({ kind: 'drop' }));
  await expect(faulty.coordination?.versions.readSince('cache', undefined)).rejects.toMatchObject({
    code: 'CACHE_UNAVAILABLE',
  });
});

it('a plan is told what steps on entries are about, and is not asked about the time', async () => {
  const calls: FaultyCall[] = [];
  const { faulty, lease } = await openWith('none', { kind: 'fail' }, calls);
  faulty.now();
  await faulty.store(lease, 'new', options);
  await faulty.delete(['key']);
  await faulty.delete(['key', 'other']);
  expect(calls.map(({ operation, subject }) => [operation, subject])).toEqual([
    ['entries.store', 'key'],
    ['entries.delete', 'key'],
    ['entries.delete', undefined],
  ]);
});

it('a provider with faults does not say that it keeps its timeouts', async () => {
  const { provider } = await referenceCoordinationTarget({
    override: () => ({ provider: { keepsTimeouts: true } }),
  }).create();
  expect(provider.keepsTimeouts).toBe(true);
  const faulty = withFaults(provider, () => undefined);
  expect([faulty.keepsTimeouts, 'keepsTimeouts' in faulty]).toEqual([undefined, false]);
});
