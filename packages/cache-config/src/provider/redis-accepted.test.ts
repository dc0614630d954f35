import { isIPv6 } from 'node:net';
import { CacheOptionError } from '@modular-agent/cache-contract';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigError } from '../config-error.ts';
import { nodeAddress } from '../definition/node-address-field.ts';
import { loadConfig } from '../load-config.ts';
import { overridesNode, type ConfigOverrides } from '../source/override-node.ts';
import { pem } from '../test/pem.ts';
import { redisConflicts } from './redis-conflicts.ts';
import { redisOptions } from './redis-options.ts';

const tls = fewOf({
  ca: fc.constantFrom('', pem('CERTIFICATE')),
  cert: fc.constantFrom('', pem('CERTIFICATE')),
  key: fc.constantFrom('', pem('PRIVATE KEY')),
  passphrase: fc.constantFrom('', 'hunter2'),
  servername: fc.constantFrom('', 'cache.example'),
  reject_unauthorized: fc.boolean(),
});

const nodes = fc.constantFrom([], ['a:1'], ['a:1', '[::1]:65535']);

/** Settings that are right one by one; few at once, so that a conflict also comes alone. */
const section = fewOf({
  url: fc.constantFrom('', 'redis://a', 'rediss://a:1/2', 'redis://me@a', 'redis://:pw@a', 'redis:///3', 'rediss:///3'),
  host: fc.constantFrom('a', '::1'),
  port: fc.constantFrom(1, 65_535),
  path: fc.constantFrom('', '/run/redis.sock'),
  db: fc.constantFrom(0, 3),
  username: fc.constantFrom('', 'me'),
  password: fc.constantFrom('', 'hunter2'),
  ssl: fc.boolean(),
  tls,
  sentinel: fewOf({
    name: fc.constantFrom('', 'mymaster'),
    nodes,
    username: fc.constantFrom('', 'me'),
    password: fc.constantFrom('', 'hunter2'),
    ssl: fc.boolean(),
    tls,
  }),
  cluster: fewOf({ nodes, address_map: fc.constantFrom({}, { '10.0.0.1:6379': 'localhost:1' }) }),
  read_from: fc.constantFrom('master' as const, 'replica' as const),
  max_pending_calls: fc.constantFrom(1, 10_000_000),
  max_pending_bytes: fc.constantFrom(1, 2 ** 40),
});

function fewOf<T extends object>(settings: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  const names = Object.keys(settings) as (keyof T)[];
  return fc
    .tuple(fc.record(settings), fc.subarray(names, { maxLength: Math.min(4, names.length) }))
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
    { numRuns: 4_000 },
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

it('gives the provider no address that it refuses, and takes each that it takes but for commas and signs', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('a', '[::1]', '[fe80::1%eth0]', '::1', '10.0.0.1', '[a]', '[', 'a.b', 'é', '1', '6379', '65536'),
  );
  const address = fc.oneof(
    fc.string(),
    fc.tuple(part, part).map(([host, port]) => `${host}:${port}`),
    fc.tuple(part, fc.nat({ max: 70_000 })).map(([host, port]) => `${host}:${port}`),
  );
  const { schema } = nodeAddress('');
  fc.assert(
    fc.property(address, (text) => {
      const takes = isTaken({ cluster: { nodes: [text], addressMap: { [text]: text } } });

      // The provider looks less closely at what stands between brackets, and at signs that no name has.
      expect(schema.safeParse(text).success).toBe(takes && !/[,=]/.test(text) && looksRight(text));
    }),
    { numRuns: 5_000 },
  );
});

function looksRight(address: string): boolean {
  const host = /^\[(?<host>.*)\]:\d{1,5}$/.exec(address)?.groups?.['host'];
  return address.isWellFormed() && /:\d{1,5}$/.test(address) && (host === undefined || isIPv6(host));
}
