import { CacheOptionError } from '@modular-agent/cache-contract';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigError } from '../config-error.ts';
import { loadConfig } from '../load-config.ts';
import { overridesNode, type ConfigOverrides } from '../source/override-node.ts';
import { pem } from '../test/pem.ts';
import { redisConflicts } from './redis-conflicts.ts';
import { redisOptions } from './redis-options.ts';

/** Settings that are right one by one; few at once, so that a conflict also comes alone. */
const section = fewOf({
  url: fc.constantFrom('', 'redis://a', 'rediss://a:1/2', 'redis://me@a', 'redis://:pw@a', 'redis:///3', 'rediss:///3'),
  host: fc.constantFrom('a', '::1'),
  port: fc.constantFrom(1, 65_535),
  path: fc.constantFrom('', '/run/redis.sock'),
  username: fc.constantFrom('', 'me'),
  password: fc.constantFrom('', 'hunter2'),
  ssl: fc.boolean(),
  tls: fewOf({
    ca: fc.constantFrom('', pem('CERTIFICATE')),
    cert: fc.constantFrom('', pem('CERTIFICATE')),
    key: fc.constantFrom('', pem('PRIVATE KEY')),
    passphrase: fc.constantFrom('', 'hunter2'),
    servername: fc.constantFrom('', 'cache.example'),
    reject_unauthorized: fc.boolean(),
  }),
  max_pending_calls: fc.constantFrom(1, 10_000_000),
  max_pending_bytes: fc.constantFrom(1, 2 ** 40),
});

function fewOf<T extends object>(settings: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  const names = Object.keys(settings) as (keyof T)[];
  return fc
    .tuple(fc.record(settings), fc.subarray(names, { maxLength: 4 }))
    .map(([all, chosen]) => Object.fromEntries(chosen.map((name) => [name, all[name]])) as Partial<T>);
}

function isTaken(options: object): boolean {
  try {
    return new RedisCacheProvider(options) instanceof RedisCacheProvider;
  } catch (error) {
    if (error instanceof CacheOptionError) return false;
    throw error;
  }
}

it('finds a conflict where the provider refuses the options, and nowhere else', () => {
  fc.assert(
    fc.property(section, section, (shared, own) => {
      const document = overridesNode({ redis: shared, cache: { providers: { redis: own } } });
      const options = redisOptions(shared, own);

      expect(redisConflicts(document, options, new Set()).length === 0).toBe(isTaken(options));
    }),
    { numRuns: 2_000 },
  );
});

it('gives the provider no option that it refuses, whatever a setting is', async () => {
  const anything = fc.oneof(
    fc.string(),
    fc.string().map((text) => `-----BEGIN ${text}`),
    fc.integer(),
    fc.double(),
    fc.constantFrom(0, 1, 10_000_000, 10_000_001, 2 ** 40, 2 ** 40 + 1, '\ud800'),
    fc.boolean(),
  );
  const names = [
    'path',
    'max_pending_calls',
    'max_pending_bytes',
    'tls.ca',
    'tls.passphrase',
    'tls.servername',
  ] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), anything, async (name, value) => {
      const [first, second] = name.split('.');
      const redis: ConfigOverrides = { [String(first)]: second === undefined ? value : { [second]: value } };
      const loaded = await loadConfig({
        files: [],
        env: {},
        overrides: { redis, cache: { providers: { memory: { enabled: true } } } },
      }).catch((error: unknown) => error);

      if (ConfigError.isInstance(loaded)) return;
      expect(isTaken((loaded as Awaited<ReturnType<typeof loadConfig>>).config.cache.providers.redis.options)).toBe(
        true,
      );
    }),
    { numRuns: 500 },
  );
});
