import { describe, expect, it } from 'vitest';
import { loadText, problemsOf } from '../test/load-text.ts';
import { pem, quotedPem } from '../test/pem.ts';

/** Reads settings of one section beside an enabled memory provider. */
function document(section: 'memory' | 'redis' | 'own', settings: string): string {
  switch (section) {
    case 'memory':
      return `cache: { providers: { memory: { enabled: true, ${settings} } } }`;
    case 'redis':
      return `redis: { ${settings} }\ncache: { providers: { memory: { enabled: true } } }`;
    default:
      return `cache: { providers: { memory: { enabled: true }, redis: { enabled: false, ${settings} } } }`;
  }
}

describe('each setting of cache.providers.memory', () => {
  it.each([
    ['max_size: 5', { maxEntries: 5 }],
    ['max_bytes: 1000000', { maxBytes: 1_000_000 }],
    ['max_entry_bytes: 1000', { maxEntryBytes: 1_000 }],
    ['default_ttl: 60', { defaultTtl: 60_000 }],
    ['sweep_interval: 1m', { sweepInterval: 60_000 }],
    ['sweep_interval: 0', { sweepInterval: Infinity }],
  ])('%s', async (settings, options) => {
    expect((await loadText(document('memory', settings))).config.cache.providers.memory.options).toEqual(options);
  });
});

describe.each(['redis', 'own'] as const)('each setting of Redis (%s)', (section) => {
  it.each([
    ['url: "redis://cache.example:1/2"', { url: 'redis://cache.example:1/2' }],
    ['url: ""', {}],
    ['host: cache.example', { host: 'cache.example' }],
    ['host: "::1"', { host: '::1' }],
    ['port: 1', { port: 1 }],
    ['path: /run/redis.sock', { path: '/run/redis.sock' }],
    ['path: "", host: a', { host: 'a' }],
    ['db: 3', { db: 3 }],
    ['username: me, password: x', { username: 'me', password: 'x' }],
    ['username: "", password: ""', {}],
    ['ssl: true', { ssl: true }],
    ['tls: {}', { tls: {} }],
    [`tls: { ca: ${quotedPem('CERTIFICATE')} }`, { tls: { ca: pem('CERTIFICATE') } }],
    [
      `tls: { cert: ${quotedPem('CERTIFICATE')}, key: ${quotedPem('PRIVATE KEY')}, passphrase: x }`,
      { tls: { cert: pem('CERTIFICATE'), key: pem('PRIVATE KEY'), passphrase: 'x' } },
    ],
    [
      'tls: { servername: cache.example, reject_unauthorized: false }',
      { tls: { servername: 'cache.example', rejectUnauthorized: false } },
    ],
    ['tls: { ca: "", cert: "", key: "", passphrase: "", servername: "" }', { tls: {} }],
    ['ssl: false, tls: { ca: "", key: "" }', { ssl: false }],
    ['decode_responses: false', { decodeResponses: false }],
    ['max_connections: 7', { maxConnections: 7 }],
    ['max_pending_calls: 10000000', { maxPendingCalls: 10_000_000 }],
    ['max_pending_bytes: 1099511627776', { maxPendingBytes: 2 ** 40 }],
    ['connection_pool: { max_connections: 8 }, max_connections: 7', { maxConnections: 8 }],
    ['connection_pool: { timeout: 0.5 }', { acquireTimeout: 500 }],
    ['socket_timeout: 0.2', { socketTimeout: 200 }],
    ['socket_connect_timeout: 3', { socketConnectTimeout: 3_000 }],
    ['retry_on_timeout: false', { retryOnTimeout: false }],
    ['health_check_interval: 30', { healthCheckInterval: 30_000 }],
    ['health_check_interval: never', { healthCheckInterval: Infinity }],
    ['key_prefix: "a:"', { keyPrefix: 'a:' }],
    ['default_ttl: never', { defaultTtl: Infinity }],
    ['default_ttl: 2.007', { defaultTtl: 2_007 }],
    ['default_ttl: 7d', { defaultTtl: 604_800_000 }],
  ])('%s', async (settings, options) => {
    expect((await loadText(document(section, settings))).config.cache.providers.redis.options).toEqual(options);
  });
});

describe('a wrong value is told with its place, what was found, and what is accepted', () => {
  it.each([
    ['port: 0', 'redis.port is not valid; found 0; accepted: a whole number from 1 to 65535'],
    ['port: 6379.5', 'found 6379.5; accepted: a whole number'],
    ['port: .nan', 'found NaN; accepted: a whole number'],
    ['port: [1]', 'redis.port must be a single value; found a list; accepted: a whole number'],
    ['port: { a: 1 }', 'redis.port must be a single value; found a mapping; accepted: a whole number'],
    ['ssl: 1', 'redis.ssl is not valid; found 1; accepted: true or false'],
    ['ssl: yes', 'redis.ssl is not valid; found "yes"; accepted: true or false'],
    ['host: ""', 'redis.host is not valid; found ""; accepted: a host name or an IP address, without scheme and port'],
    ['host: "a:1"', 'redis.host is not valid; found "a:1"'],
    ['host: "redis://a"', 'redis.host is not valid; found "redis://a"'],
    ['key_prefix: "a|b"', 'redis.key_prefix is not valid; found "a|b"; accepted: a text without |'],
    [
      'default_ttl: 0',
      `redis.default_ttl is not valid; found 0; accepted: a number of seconds above 0, a text with a unit`,
    ],
    ['default_ttl: -1', 'found -1'],
    ['default_ttl: 0s', 'found "0s"'],
    ['default_ttl: 5 minutes', 'found "5 minutes"'],
    ['socket_timeout: 30d', 'found "30d"; accepted: a number of seconds above 0, or a text with a unit'],
    ['socket_timeout: never', 'found "never"'],
    ['max_connections: 1001', 'found 1001; accepted: a whole number from 1 to 1000'],
    ['db: -1', 'found -1; accepted: a whole number from 0 to 2147483647'],
    ['url: "http://a"', 'redis.url is not valid; found ***; accepted: redis://[[username]:password@]host[:port][/db]'],
    ['url: "redis://a?db=1"', 'redis.url is not valid; found ***'],
    ['url: "redis://a%"', 'redis.url is not valid; found ***'],
    [
      'connection_pool: 20',
      'redis.connection_pool must be a mapping; found a single value; accepted: a mapping with max_connections, timeout',
    ],
    ['username: me', 'redis.username needs a password beside it'],
    ['max_pending_calls: 10000001', 'found 10000001; accepted: a whole number from 1 to 10000000'],
    ['max_pending_bytes: 0', 'found 0; accepted: a whole number from 1 to 1099511627776'],
    [
      'tls: true',
      'redis.tls must be a mapping; found a single value; accepted: a mapping with ca, cert, key, passphrase, servername, reject_unauthorized; to encrypt without more, write ssl: true',
    ],
    [
      'tls: { ca: /etc/ca.pem }',
      'redis.tls.ca is not valid; found "/etc/ca.pem"; accepted: a PEM text, which has a line -----BEGIN …; what the file holds, not its name',
    ],
    ['tls: { key: /etc/key.pem }', 'redis.tls.key is not valid; found ***; accepted: a PEM text'],
    ['tls: { passphrase: 5 }', 'redis.tls.passphrase is not valid; found ***, a number; accepted: a text'],
    ['url: "rediss://a", ssl: false', 'redis.ssl is false, but the URL begins with rediss://, which is TLS'],
  ])('%s', async (settings, message) => {
    const problems = await problemsOf(document('redis', settings));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toMatch(/^1\.yaml:1:\d+: /);
  });

  it('also where two settings of memory do not fit', async () => {
    expect(await problemsOf(document('memory', 'max_bytes: 10, max_entry_bytes: 11'))).toEqual([
      '1.yaml:1:80: cache.providers.memory.max_entry_bytes is more than max_bytes; found 11; accepted: at most max_bytes, which is 10',
    ]);
  });

  it('also where a section is a list', async () => {
    expect(await problemsOf('cache: { providers: [memory] }')).toEqual([
      '1.yaml:1:21: cache.providers must be a mapping; found a list; accepted: a mapping with memory, redis, or a provider whose schema is passed to loadConfig({ providers })',
    ]);
  });
});

describe('an unknown key', () => {
  it.each([
    ['redis', 'prot: 1', 'redis.prot is not a known setting (did you mean "port"?)'],
    ['redis', 'maxConnections: 1', '(did you mean "max_connections"?)'],
    ['redis', 'socket: a', '(did you mean "path"?)'],
    ['own', 'tls: { private_key: a }', 'redis.tls.private_key is not a known setting (did you mean "key"?)'],
    ['redis', 'database: 1', '(did you mean "db"?)'],
    ['own', 'connection_pool: { max_conections: 1 }', '(did you mean "max_connections"?)'],
    ['memory', 'maxEntries: 1', '(did you mean "max_size"?)'],
    ['memory', 'ttl: 1', '(did you mean "default_ttl"?)'],
    ['memory', 'nonsense: 1', 'is not a known setting; accepted: enabled, max_size, max_bytes'],
  ] as const)('in %s: %s', async (section, settings, message) => {
    const problems = await problemsOf(document(section, settings));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it('stands at the top, or names a provider', async () => {
    expect(await problemsOf('chache: 1\ncache: { providers: { memory: { enabled: true }, memcached: {} } }')).toEqual([
      '1.yaml:1:1: chache is not a known setting (did you mean "cache"?); accepted: redis, cache',
      '1.yaml:2:50: cache.providers.memcached is not a known setting; accepted: memory, redis, or a provider whose schema is passed to loadConfig({ providers })',
    ]);
  });
});

it('tells all problems at once, in the order of the file', async () => {
  const problems = await problemsOf(
    'redis: { port: x, db: y }\ncache:\n  default_provider: z\n  providers: { memory: { enabled: 1 } }\n',
  );

  expect(problems.map((problem) => problem.slice(0, '1.yaml:1:1'.length))).toEqual([
    '1.yaml:1:1',
    '1.yaml:1:2',
    '1.yaml:3:2',
    '1.yaml:4:3',
  ]);
});
