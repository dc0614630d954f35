import assert from 'node:assert/strict';
import { CacheError, CacheOptionError, type Duration, type Milliseconds } from '@modular-agent/cache-contract';
import { assertFailure, rejection } from '../assert/assert-rejects.ts';
import { setIfNewer } from './calls.ts';
import { assertLifetime, outliveShortTtl } from './lifetime.ts';
import type { Suite } from './suite.ts';

const hour: Milliseconds = 3_600_000;

// A caller without types can pass anything.
const refusedTtls = [0, -1, -Infinity, NaN, '0s', '-1s', '5', '1w', '', 'soon'] as readonly Duration[];

/** How long an entry lives: per call, else per provider, else 1 hour. */
export function ttlPromises(suite: Suite): void {
  const { capabilities } = suite;
  const lives = assertLifetime.bind(undefined, capabilities);

  suite.promise('an entry lives 1 hour by default', async (subject) => {
    await subject.provider.set('key', 1);
    await lives(subject, 'key', hour);
  });

  suite.promise(
    "an entry lives for the provider's default ttl",
    async (subject) => {
      await subject.provider.set('key', 1);
      await lives(subject, 'key', 120_000);
    },
    { defaultTtl: '2m' },
  );

  suite.promise(
    'a ttl of Infinity never expires, as a default too',
    async (subject) => {
      await subject.provider.set('key', 1);
      await lives(subject, 'key', Infinity);
      await subject.provider.set('key', 1, { ttl: Infinity });
      await lives(subject, 'key', Infinity);
    },
    { defaultTtl: Infinity },
  );

  suite.promise(
    "the call's ttl goes before the provider's, and undefined means none given",
    async (subject) => {
      await subject.provider.set('key', 1, { ttl: 30_000 });
      await lives(subject, 'key', 30_000);
      await subject.provider.set('key', 1, { ttl: undefined });
      await lives(subject, 'key', 120_000);
    },
    { defaultTtl: 120_000 },
  );

  const units: readonly (readonly [Duration, Milliseconds])[] = [
    ['15000ms', 15_000],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['7d', 168 * hour],
  ];
  suite.promise('a ttl is read with its unit', async (subject) => {
    for (const [ttl, milliseconds] of units) {
      await subject.provider.set('key', 1, { ttl });
      await lives(subject, 'key', milliseconds);
    }
  });

  suite.promise('a ttl longer than timers can count is kept', async (subject) => {
    await subject.provider.set('month', 1, { ttl: '30d' });
    await subject.provider.set('ages', 1, { ttl: Number.MAX_SAFE_INTEGER });
    await lives(subject, 'month', 720 * hour);
    assert.equal(await subject.provider.exists('ages'), true);
  });

  suite.promise('a fraction of a millisecond rounds up', async (subject) => {
    await subject.provider.set('key', 1, { ttl: 0.2 });
    if (capabilities.clock === 'fake') assert.equal(await subject.provider.exists('key'), true);
    await outliveShortTtl(subject);
    assert.equal(await subject.provider.exists('key'), false);
  });

  suite.promise('every way to store takes a ttl', async (subject) => {
    const { provider } = subject;
    await provider.setMany([['key', 1]], { ttl: 30_000 });
    await lives(subject, 'key', 30_000);
    await provider.setMany([['key', 1, { ttl: 30_000 }]], { ttl: 90_000 });
    await lives(subject, 'key', 30_000);
    if (!capabilities.setIfNewer) return;
    await setIfNewer(provider, 'key', 1, { stamp: 1, ttl: 30_000 });
    await lives(subject, 'key', 30_000);
  });

  suite.promise('a ttl that can not be meant is refused, and nothing changes', async ({ provider }) => {
    await provider.set('key', 'older');
    const place = { provider: provider.name, key: 'key' };
    for (const ttl of refusedTtls) {
      const error = await rejection(() => provider.set('key', 'new', { ttl }), `a refusal of ${String(ttl)}`);
      assertFailure(error, CacheOptionError, place);
      assert.equal(error.option, 'ttl');
    }
    assert.equal(await provider.get('key'), 'older');
  });

  suite.promise('a batch with a ttl that can not be meant is refused, and nothing changes', async ({ provider }) => {
    const error = await rejection(() => provider.setMany([['key', 'new']], { ttl: 0 }));
    assert.ok(CacheError.isInstance(error), `expected a CacheError, got ${String(error)}`);
    assert.equal(await provider.exists('key'), false);
  });

  suite.creation('a default ttl that can not be meant is refused', async (create) => {
    for (const defaultTtl of refusedTtls) {
      const error = await rejection(() => create({ defaultTtl }), `a refusal of ${String(defaultTtl)}`);
      assert.ok(CacheOptionError.isInstance(error), `expected a CacheOptionError, got ${String(error)}`);
    }
  });
}
