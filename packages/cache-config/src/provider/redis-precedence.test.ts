import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText } from '../test/load-text.ts';
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
    ['url: "${REDIS_URL:}", host: a', '', []],
    ['url: "redis://a", db: 3', '', []],
    ['default_ttl: 1', 'default_ttl: 2', []],
    ['password: x', 'host: a', []],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, messages) => {
    const { warnings } = await load(redis, own);

    expect(warnings.map((warning) => warning.replace(/^[^ ]+ /, ''))).toEqual(messages);
  });
});
