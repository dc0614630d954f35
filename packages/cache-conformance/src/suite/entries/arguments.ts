import assert from 'node:assert/strict';
import {
  CacheKeyError,
  CacheOptionError,
  type Duration,
  type EntryLease,
  type JsonObject,
} from '@modular-agent/cache-contract';
import { assertRejects, rejection } from '../../assert/assert-rejects.ts';
import { Ear } from '../coordination/ear.ts';
import { acquireEntry, assertValue, kept, type EntrySuite } from './entry-suite.ts';

// A caller without types can pass anything.
const noKeys = [undefined, null, 5, '', '\uD800', 'x'.repeat(1_025)] as readonly unknown[] as readonly string[];
const noLeases = [undefined, null, 'a', {}, { key: 'a' }] as readonly unknown[] as readonly EntryLease[];
const noDurations = [0, -1, NaN, '0s', 'soon', ''] as readonly Duration[];
const noTexts = [null, 5, {}, '\uD800'] as readonly unknown[] as readonly string[];
const noMetadata = [
  null,
  5,
  [],
  { at: new Date() },
  { long: 'x'.repeat(5_000) },
] as readonly unknown[] as readonly JsonObject[];
const noOptions = [1_000, '1s', null, []] as readonly unknown[] as readonly object[];
const noLists = ['abc', null, 5] as readonly unknown[] as readonly string[][];

/** Asserts that a call is refused for one of its options. */
async function assertOption(option: string, call: () => Promise<unknown>): Promise<void> {
  const error = await rejection(call, `a CacheOptionError about ${option}`);
  if (!CacheOptionError.isInstance(error)) assert.fail(`expected a CacheOptionError, got ${String(error)}`);
  assert.equal(error.option, option);
}

/** What can't be meant is refused, and nothing changes. */
export function entryArgumentPromises(suite: EntrySuite): void {
  suite.promise('a step refuses what is no key', async ({ provider, ours }) => {
    for (const key of noKeys) {
      const place = { provider: provider.name, key: typeof key === 'string' ? key : undefined };
      const lease = { key, token: '1' };
      for (const call of [
        () => ours.get(key),
        () => ours.getMany(['a', key]),
        () => ours.acquire(key, '1h'),
        () => ours.acquire(key, '1h', { take: true }),
        () => ours.renew([lease], '1h'),
        () => ours.release(lease),
        () => ours.store(lease, 1, kept),
        () => ours.set(key, 1, kept),
        () => ours.delete([key]),
      ]) {
        await assertRejects(CacheKeyError, place, call);
      }
    }
  });

  suite.promise('a step refuses what is no lease', async ({ ours }) => {
    for (const lease of noLeases) {
      await assertOption('lease', () => ours.renew([lease], '1h'));
      await assertOption('lease', () => ours.release(lease));
      await assertOption('lease', () => ours.store(lease, 1, kept));
    }
  });

  suite.promise('a step refuses a ttl that can not be meant, a lease also one without an end', async (subject) => {
    const { ours, theirs } = subject;
    await ours.set('a', 'old', kept);
    for (const ttl of noDurations) {
      await assertOption('ttl', () => ours.set('a', 'new', { ttl, metadata: {} }));
      const lease = await acquireEntry(ours, 'a');
      await assertOption('ttl', () => ours.store(lease, 'new', { ttl, metadata: {} }));
      await theirs.release((await theirs.acquire('a', '1h', { take: true })).lease ?? lease);
    }
    const held = await acquireEntry(ours, 'held');
    for (const ttl of [...noDurations, Infinity]) {
      await assertOption('ttl', () => ours.acquire('free', ttl));
      await assertOption('ttl', () => ours.renew([held], ttl));
    }
    await assertValue(theirs, 'a', 'old');
    await acquireEntry(theirs, 'free');
    assert.equal(await theirs.release(held), true);
  });

  suite.promise('a write refuses metadata that is no JSON object of at most 4 KiB', async ({ ours, theirs }) => {
    await ours.set('a', 'old', kept);
    for (const metadata of noMetadata) {
      await assertOption('metadata', () => ours.set('a', 'new', { ttl: '1h', metadata }));
    }
    await assertValue(theirs, 'a', 'old');
  });

  suite.promise('a write refuses an announcement that is no text, and nothing changes', async (subject) => {
    const { ours, theirs, here, there } = subject;
    const ear = new Ear();
    await there.backplane.subscribe('news', ear);
    await ours.set('a', 'old', kept);
    const lease = await acquireEntry(ours, 'b');
    for (const text of noTexts) {
      for (const [option, announce] of [
        ['channel', { channel: text, message: 'm' }],
        ['message', { channel: 'news', message: text }],
      ] as const) {
        await assertOption(option, () => ours.set('a', 'new', { ...kept, announce }));
        await assertOption(option, () => ours.delete(['a'], { announce }));
        await assertOption(option, () => ours.store(lease, 'new', { ...kept, announce }));
        await assertOption(option, () => ours.release(lease, { announce }));
      }
    }
    await assertValue(theirs, 'a', 'old');
    assert.equal(await theirs.release(lease), true);
    await here.backplane.publish('news', 'end');
    await ear.hears('end');
    assert.deepEqual(ear.heard, ['end']);
  });

  suite.promise('a step refuses options that are no object, and keys that are no list', async ({ ours, theirs }) => {
    const lease = await acquireEntry(ours, 'held');
    await ours.set('a', 'old', kept);
    for (const options of noOptions) {
      await assertOption('options', () => ours.get('a', options));
      await assertOption('options', () => ours.getMany(['a'], options));
      await assertOption('options', () => ours.acquire('free', '1h', options));
      await assertOption('options', () => ours.renew([lease], '1h', options));
      await assertOption('options', () => ours.release(lease, options));
      await assertOption('options', () => ours.delete(['a'], options));
    }
    for (const keys of noLists) {
      await assertOption('keys', () => ours.getMany(keys));
      await assertOption('keys', () => ours.delete(keys));
    }
    await assertValue(theirs, 'a', 'old');
    await acquireEntry(theirs, 'free');
    assert.equal(await theirs.release(lease), true);
  });
}
