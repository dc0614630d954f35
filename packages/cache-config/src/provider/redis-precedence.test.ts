import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText } from '../test/load-text.ts';
import { pem, quotedPem } from '../test/pem.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';

async function load(
  redis: string,
  own: string,
): Promise<{ readonly options: RedisProviderOptions; readonly warnings: readonly string[] }> {
  const text = `cache:\n  providers:\n    memory: { enabled: true }\n    redis: { enabled: false, ${own} }\nredis: { ${redis} }`;
  const { config, warnings } = await loadText(text);
  return { options: config.cache.providers.redis.options, warnings: warnings.map(formatProblem) };
}

describe('cache.providers.redis goes before redis', () => {
  it.each([
    ['host: a, port: 1', 'host: b', { host: 'b', port: 1 }],
    ['default_ttl: 1', 'default_ttl: 2', { defaultTtl: 2_000 }],
    ['password: one', 'password: ""', {}],
    ['max_connections: 1', 'connection_pool: { max_connections: 2 }', { maxConnections: 2 }],
    ['connection_pool: { max_connections: 1 }', 'max_connections: 2', { maxConnections: 2 }],
    [
      'connection_pool: { max_connections: 1, timeout: 1 }',
      'connection_pool: { timeout: 2 }',
      { maxConnections: 1, acquireTimeout: 2_000 },
    ],
    ['url: "redis://a"', 'url: "redis://b"', { url: 'redis://b' }],
    ['url: "redis://a"', 'url: ""', {}],
    ['url: "redis://a"', 'host: b', { url: 'redis://a', host: 'b' }],
    ['host: a, db: 3', 'url: "redis://b"', { url: 'redis://b', db: 3 }],
    ['host: a, port: 1, url: "redis://:x@b", db: 3', 'path: /s', { path: '/s', db: 3 }],
    ['url: "redis:///2"', 'path: /s', { url: 'redis:///2', path: '/s' }],
    ['path: /s', 'host: a', { host: 'a' }],
    ['path: /s', 'url: "redis://a"', { url: 'redis://a' }],
    ['path: /s', 'url: "redis:///2"', { url: 'redis:///2', path: '/s' }],
    ['path: /s', 'path: "", port: 1', { port: 1 }],
    ['host: a', 'path: ""', { host: 'a' }],
    [
      `tls: { ca: ${quotedPem('CERTIFICATE')}, servername: a, reject_unauthorized: false }`,
      'tls: { servername: b }',
      { tls: { ca: pem('CERTIFICATE'), servername: 'b', rejectUnauthorized: false } },
    ],
    ['tls: { servername: a }', 'tls: { servername: "" }', { tls: {} }],
    ['tls: { servername: a }', 'ssl: false', { ssl: false }],
    ['ssl: false', 'tls: { servername: a }', { tls: { servername: 'a' } }],
    ['ssl: false', 'tls: { servername: "" }', { ssl: false }],
    ['ssl: false', 'tls: {}', { tls: {} }],
    ['host: a, port: 2, db: 3, password: x, ssl: false', 'url: "rediss://:y@b:1/4"', { url: 'rediss://:y@b:1/4' }],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, options) => {
    expect((await load(redis, own)).options).toEqual(options);
  });
});

describe('a connection setting without effect is warned of', () => {
  it.each([
    [
      'host: "${REDIS_HOST:a}"',
      'host: b',
      [
        'cache.providers.redis.host hides redis.host at 1.yaml:5:16, so that REDIS_HOST has no effect; remove one of the two',
      ],
    ],
    [
      'password: one',
      'password: two',
      ['cache.providers.redis.password hides redis.password at 1.yaml:5:20; remove one of the two'],
    ],
    [
      'host: a',
      'url: "redis://b"',
      ['cache.providers.redis.url hides redis.host at 1.yaml:5:16; remove one of the two'],
    ],
    ['host: a, url: "redis://b"', '', ['redis.host hides redis.url at 1.yaml:5:24; remove one of the two']],
    [
      'url: "redis://a"',
      'url: "redis://b"',
      ['cache.providers.redis.url hides redis.url at 1.yaml:5:15; remove one of the two'],
    ],
    [
      'host: "${REDIS_HOST:a}", port: 1',
      'path: /s',
      [
        'cache.providers.redis.path hides redis.host at 1.yaml:5:16, so that REDIS_HOST has no effect; remove one of the two',
        'cache.providers.redis.path hides redis.port at 1.yaml:5:41; remove one of the two',
      ],
    ],
    [
      'url: "redis://:x@a/1"',
      'path: /s, db: 2',
      ['cache.providers.redis.path hides redis.url at 1.yaml:5:15; remove one of the two'],
    ],
    ['path: /s', 'path: /t', ['cache.providers.redis.path hides redis.path at 1.yaml:5:16; remove one of the two']],
    ['path: /s', 'host: a', ['cache.providers.redis.host hides redis.path at 1.yaml:5:16; remove one of the two']],
    [
      'path: /s',
      'url: "redis://a"',
      ['cache.providers.redis.url hides redis.path at 1.yaml:5:16; remove one of the two'],
    ],
    ['path: "${REDIS_PATH:}"', 'host: a', []],
    [
      'tls: { servername: a, passphrase: x }',
      'tls: { servername: b }',
      ['cache.providers.redis.tls.servername hides redis.tls.servername at 1.yaml:5:29; remove one of the two'],
    ],
    [
      'tls: { servername: a }',
      'ssl: false',
      ['cache.providers.redis.ssl hides redis.tls at 1.yaml:5:15; remove one of the two'],
    ],
    [
      'ssl: "${REDIS_SSL:false}"',
      'tls: { servername: a }',
      [
        'cache.providers.redis.tls hides redis.ssl at 1.yaml:5:15, so that REDIS_SSL has no effect; remove one of the two',
      ],
    ],
    ['url: "${REDIS_URL:}", host: a', '', []],
    ['url: "redis://a", db: 3', '', []],
    ['default_ttl: 1', 'default_ttl: 2', []],
    ['password: x', 'host: a', []],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, messages) => {
    const { warnings } = await load(redis, own);

    expect(warnings.map((warning) => warning.replace(/^[^ ]+ /, ''))).toEqual(messages);
  });
});
