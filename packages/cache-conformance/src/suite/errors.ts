import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { BatchEntry, CacheProvider, EntryOptions } from '@modular-agent/cache-contract';
import { rejection } from '../assert/assert-rejects.ts';
import type { Suite } from './suite.ts';

const secret = 'hunter2-7f3a9c';
const unsupported = { secret, list: [secret], f: () => secret };

/** Calls that fail with the secret in what they were given. */
export const failingCalls: Readonly<Record<string, (provider: CacheProvider) => Promise<unknown>>> = {
  'a value that can not be kept': (provider) => provider.set('key', unsupported),
  'a secret in a symbol': (provider) => provider.set('key', [Symbol(secret)]),
  'a secret in a class instance': (provider) =>
    provider.set(
      'key',
      new (class Account {
        readonly password = secret;
      })(),
    ),
  'a cycle': (provider) => provider.set('key', cycle()),
  'metadata that is too long': (provider) => provider.set('key', 1, { metadata: { text: secret.repeat(500) } }),
  'metadata that is no JSON': (provider) =>
    provider.set('key', 1, { metadata: { secret, at: new Date(0) } } as unknown as EntryOptions),
  'a bad ttl beside a value': (provider) => provider.set('key', { secret }, { ttl: 0 }),
  'a bad key beside a value': (provider) => provider.set('', { secret }),
  'a batch with a value that can not be kept': (provider) => provider.setMany(batch()),
};

/** No error and no inspection shows a value. */
export function errorPromises(suite: Suite): void {
  for (const [failure, call] of Object.entries(failingCalls)) {
    suite.promise(`the error of ${failure} does not show it`, async ({ provider }) => {
      assertHidden(await rejection(() => call(provider)), 'the error');
    });
  }

  suite.promise('a look into the provider shows no value, metadata or stored error', async ({ provider }) => {
    await provider.set('key', { secret }, { metadata: { secret } });
    await provider.setMany([['other', secret]]);
    await Promise.all([provider.get('key'), provider.getEntry('key'), provider.getMany(['key', 'other'])]);
    await rejection(() => provider.set('key', unsupported));
    assertHidden(provider, 'the provider');
    assertHidden(await provider.getStats(), 'its stats');
  });

  suite.promise('a failed call leaves the provider as good as before', async ({ provider }) => {
    for (const call of Object.values(failingCalls)) await rejection(() => call(provider));
    await provider.set('key', 'fine');
    assert.equal(await provider.get('key'), 'fine');
  });
}

function batch(): readonly BatchEntry[] {
  return [
    ['good', secret],
    ['bad', unsupported],
  ];
}

function cycle(): unknown {
  const value: { secret: string; self?: unknown } = { secret };
  value.self = value;
  return value;
}

/** A culprit's name may be a symbol's description or a class's name; what it holds must not show. */
function assertHidden(subject: unknown, name: string): void {
  const shown: readonly (readonly [string, string])[] = [
    ['inspect', inspect(subject, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity })],
    ['String', subject instanceof Error ? `${String(subject)} ${subject.stack}` : String(subject)],
    ['JSON', asJson(subject)],
  ];
  for (const [way, text] of shown) assert.ok(!text.includes(secret), `${way} of ${name} shows what was stored`);
}

/** What cannot be written as JSON shows nothing. */
function asJson(subject: unknown): string {
  try {
    return JSON.stringify(subject) ?? '';
  } catch {
    return '';
  }
}
