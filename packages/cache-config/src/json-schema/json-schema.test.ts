import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { planDocument } from '../test/plan-document.ts';
import { jsonSchema } from './json-schema.ts';

const schema = z.fromJSONSchema(jsonSchema());

function accepts(text: string): boolean {
  return schema.safeParse(parse(text)).success;
}

it('is shipped as it is generated (run "pnpm schema" after a change of the definition)', async () => {
  await expect(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot('../../schema.generated.json');
});

it('is there for who installs the package', () => {
  expect(import.meta.resolve('@modular-agent/cache-config/schema.json')).toBe(
    new URL('../../schema.generated.json', import.meta.url).href,
  );
});

describe('the JSON Schema accepts', () => {
  it('the document of the plan', () => {
    expect(accepts(planDocument)).toBe(true);
  });

  it.each([
    'redis: { port: "${REDIS_PORT}", ssl: "${REDIS_SSL:false}", default_ttl: "${TTL:}" }',
    'redis: { url: "${REDIS_URL}", host: "${A}.example" }',
    'redis: { url: "", default_ttl: 1h, health_check_interval: never, socket_timeout: 0.5 }',
    'redis: { path: /run/redis.sock, max_pending_calls: 1, tls: { ca: "${REDIS_CA}", reject_unauthorized: false } }',
    'redis: { tls: { ca: "-----BEGIN CERTIFICATE-----\\nAAAA\\n", key: "" } }',
    'redis: { sentinel: { name: m, nodes: [a:1, "${B}", "${C}:1", "[::1]:1", ""] }, read_from: replica }',
    'redis: { sentinel: { name: m, nodes: "a:1, b:2," } }',
    'redis: { cluster: { nodes: "${NODES:}", address_map: { a:1: b:1, "[::1]:1": "b:${PORT}" } } }',
    'redis: { cluster: { nodes: "", address_map: "a:1=b:1,a:2=b:2" }, read_from: "${READ_FROM:master}" }',
    'redis:',
    'redis: { port: }',
    'cache: { providers: { memcached: { enabled: true, servers: [a] } } }',
    'cache: { name: answers, tiers: [memory, "${B:redis}"], fallback: "", ttl: never, grace: 0, jitter: 0.5 }',
    'cache: { queue_timeout: 500ms, store_timeout: 1m, retry_after: 0, max_queued_entries: 1, max_queued_bytes: "${B}" }',
    'cache: { tiers: "memory,redis", soft_timeout: never, refresh_ahead: "${R:1}", caches: { tools: { ttl: 5m }, other: } }',
  ])('%s', (text) => {
    expect(accepts(text)).toBe(true);
  });
});

describe('the JSON Schema refuses', () => {
  it.each([
    'redis: { prot: 1 }',
    'redis: { port: 0 }',
    'redis: { port: "6379" }',
    'redis: { port: "$${X}" }',
    'redis: { port: "${1X}" }',
    'redis: { ssl: "yes" }',
    'redis: { default_ttl: 0 }',
    'redis: { default_ttl: 5 minutes }',
    'redis: { url: "http://a" }',
    'redis: { password: 5 }',
    'redis: { max_pending_bytes: 0 }',
    'redis: { tls: true }',
    'redis: { tls: { ca: /etc/ca.pem } }',
    'redis: { sentinel: { master: m } }',
    'redis: { sentinel: { nodes: [a] } }',
    'redis: { sentinel: { nodes: [{ host: a }] } }',
    'redis: { cluster: { nodes: { a:1: b:1 } } }',
    'redis: { cluster: { nodes: "a:1,b" } }',
    'redis: { cluster: { nodes: [redis://a:1] } }',
    'redis: { cluster: { address_map: { a: b:1 } } }',
    'redis: { cluster: { address_map: { a:1: b } } }',
    'redis: { cluster: { address_map: "a:1" } }',
    'redis: { read_from: slave }',
    'redis: [a]',
    'cache: { providers: { memory: { max_size: 1.5 } } }',
    'cache: { tiers: 5 }',
    'cache: { grace: never }',
    'cache: { refresh_ahead: 0 }',
    'cache: { jitter: 2 }',
    'cache: { queue_timeout: 0 }',
    'cache: { store_timeout: never }',
    'cache: { retry_after: -1 }',
    'cache: { max_queued_entries: 0 }',
    'cache: { max_queued_bytes: 0 }',
    'cache: { tier_errors: hide }',
    'cache: { caches: [tools] }',
    'cache: { caches: { tools: { name: a } } }',
    'cache: { caches: { tools: { ttl: 0 } } }',
    'logging: {}',
    '- a',
  ])('%s', (text) => {
    expect(accepts(text)).toBe(false);
  });
});

it('describes every setting', () => {
  const undescribed = [...settings(jsonSchema())].filter(([, setting]) => typeof setting['description'] !== 'string');

  expect(undescribed).toEqual([]);
});

type Schema = Readonly<Record<string, unknown>>;

function* settings(node: Schema): Generator<readonly [string, Schema]> {
  for (const [name, setting] of Object.entries((node['properties'] ?? {}) as Record<string, Schema>)) {
    yield [name, setting];
    yield* settings(setting);
  }
}
