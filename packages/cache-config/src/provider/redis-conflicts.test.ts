import { describe, expect, it } from 'vitest';
import { problemsOf } from '../test/load-text.ts';
import { quotedPem } from '../test/pem.ts';

/** The problems of both sections, `redis` on line 1 and `cache.providers.redis` on line 2. */
async function problems(redis: string, own: string): Promise<readonly string[]> {
  return problemsOf(
    `redis: { ${redis} }\ncache: { providers: { redis: { enabled: false, ${own} }, memory: { enabled: true } } }`,
  );
}

const certificate = quotedPem('CERTIFICATE');
const oneAddress =
  'and a server is reached by one of them; accepted: a path alone, or host and port or a URL without a path';
const notEncrypted =
  'and a Unix socket is not encrypted; accepted: a path without TLS, or host and port or a URL in its place';

describe('settings that can not hold together are told with their places', () => {
  it.each([
    ['path: /s, host: a', '', `1.yaml:1:16: redis.path stands beside redis.host (1.yaml:1:26), ${oneAddress}`],
    ['path: /s, url: "redis://a"', '', `1.yaml:1:16: redis.path stands beside redis.url (1.yaml:1:25), ${oneAddress}`],
    [
      '',
      'host: a, port: 1, path: /s',
      `1.yaml:2:72: cache.providers.redis.path stands beside cache.providers.redis.host (1.yaml:2:54) and cache.providers.redis.port (1.yaml:2:63), ${oneAddress}`,
    ],
    [
      'path: /s',
      'port: 1',
      `1.yaml:1:16: redis.path stands beside cache.providers.redis.port (1.yaml:2:54), ${oneAddress}`,
    ],
    [
      'ssl: true',
      'path: /s',
      `1.yaml:2:54: cache.providers.redis.path stands beside redis.ssl (1.yaml:1:15), ${notEncrypted}`,
    ],
    [
      'tls: { servername: a }',
      'path: /s',
      `1.yaml:2:54: cache.providers.redis.path stands beside redis.tls (1.yaml:1:15), ${notEncrypted}`,
    ],
    [
      'path: /s, url: "rediss:///1"',
      '',
      `1.yaml:1:16: redis.path stands beside redis.url (1.yaml:1:25), ${notEncrypted}`,
    ],
    [
      'ssl: false, tls: {}',
      '',
      '1.yaml:1:15: redis.ssl is false, but stands beside redis.tls (1.yaml:1:27), which is TLS; accepted: true, or no section tls',
    ],
    [
      '',
      'ssl: false, tls: { servername: a }',
      '1.yaml:2:53: cache.providers.redis.ssl is false, but stands beside cache.providers.redis.tls (1.yaml:2:65), which is TLS; accepted: true, or no section tls',
    ],
    [
      `tls: { cert: ${certificate} }`,
      '',
      '1.yaml:1:23: redis.tls.cert needs tls.key beside it; accepted: cert together with key, or neither',
    ],
    [
      '',
      `tls: { key: ${quotedPem('PRIVATE KEY')} }`,
      '1.yaml:2:60: cache.providers.redis.tls.key needs tls.cert beside it; accepted: cert together with key, or neither',
    ],
    [
      `tls: { cert: ${certificate}, key: ${quotedPem('PRIVATE KEY')} }`,
      'tls: { key: "" }',
      '1.yaml:1:23: redis.tls.cert needs tls.key beside it; accepted: cert together with key, or neither',
    ],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, problem) => {
    expect(await problems(redis, own)).toEqual([problem]);
  });
});

describe('a setting that can not be read is the only problem that is told', () => {
  it.each([
    [`tls: { cert: ${certificate}, key: key.pem }`, '', 'redis.tls.key is not valid'],
    [`tls: { cert: ${certificate}, key: "\${KEY}" }`, '', 'redis.tls.key needs the environment variable KEY'],
    ['ssl: false, tls: { ca: "${CA}" }', '', 'redis.tls.ca needs the environment variable CA'],
    ['username: me, password: 5', '', 'redis.password is not valid'],
    ['path: /s', 'host: "a:1", port: 1', 'cache.providers.redis.host is not valid'],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, problem) => {
    expect(await problems(redis, own)).toEqual([expect.stringContaining(problem)]);
  });
});
