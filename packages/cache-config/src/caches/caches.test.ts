import { describe, expect, it } from 'vitest';
import type { CacheConfig } from '../cache-config.ts';
import { formatProblem } from '../problem.ts';
import { loadText } from '../test/load-text.ts';

const providers = '  providers: { memory: { enabled: true }, redis: { enabled: true } }\n';

type Caches = Pick<CacheConfig['cache'], 'caches' | 'defaultCache'>;

async function cachesOf(settings: string, env: Record<string, string> = {}): Promise<Caches> {
  return (await loadText(`cache:\n${settings}\n${providers}`, { env })).config.cache;
}

describe('the cache', () => {
  it('reads through the default provider where nothing is said of it', async () => {
    const { caches, defaultCache } = await cachesOf('  default_provider: redis');

    expect(defaultCache).toBe('default');
    expect(caches).toEqual({
      default: { tiers: ['redis'], options: { name: 'default' }, source: expect.objectContaining({ line: 1 }) },
    });
  });

  it('has every option, times in milliseconds', async () => {
    const settings = `
  name: answers
  tiers: [redis]
  fallback: memory
  coordination: local
  ttl: 90
  grace: 6h
  soft_timeout: 0.25
  loader_timeout: 2m
  jitter: 0.2
  refresh_ahead: 0.8
  tier_timeout: 150ms
  queue_timeout: 0.5
  store_timeout: 1m
  retry_after: 5s
  lease_ttl: 3
  max_pending: 50
  max_queued_entries: 200
  max_queued_bytes: 1048576
  tier_errors: throw`;

    expect((await cachesOf(settings)).caches['answers']).toMatchObject({
      tiers: ['redis'],
      fallback: 'memory',
      options: {
        name: 'answers',
        coordination: 'local',
        ttl: 90_000,
        grace: 21_600_000,
        softTimeout: 250,
        loaderTimeout: 120_000,
        jitter: 0.2,
        refreshAhead: 0.8,
        tierTimeout: 150,
        queueTimeout: 500,
        storeTimeout: 60_000,
        retryAfter: 5_000,
        leaseTtl: 3_000,
        maxPending: 50,
        maxQueuedEntries: 200,
        maxQueuedBytes: 1_048_576,
        tierErrors: 'throw',
      },
    });
  });

  it('takes no time at all, and time without end, where they can be meant', async () => {
    const settings = '  ttl: never\n  grace: 0\n  soft_timeout: never\n  retry_after: 0\n  max_pending: 0\n  jitter: 0';
    const { caches } = await cachesOf(settings);

    expect(caches['default']?.options).toEqual({
      name: 'default',
      ttl: Infinity,
      grace: 0,
      softTimeout: Infinity,
      retryAfter: 0,
      maxPending: 0,
      jitter: 0,
    });
    expect((await cachesOf('  soft_timeout: 0')).caches['default']?.options.softTimeout).toBe(0);
  });

  it.each([
    ['[memory, redis]', {}, ['memory', 'redis']],
    ['"memory, redis"', {}, ['memory', 'redis']],
    ['"${TIERS:memory}"', {}, ['memory']],
    ['"${TIERS:memory}"', { TIERS: 'memory,redis' }, ['memory', 'redis']],
    ['["${FIRST:}", redis]', {}, ['redis']],
    ['"${TIERS:}"', {}, ['memory']],
    ['[]', {}, ['memory']],
  ])('reads tiers: %s with %o', async (tiers, env, expected) => {
    expect((await cachesOf(`  tiers: ${tiers}`, env)).caches['default']?.tiers).toEqual(expected);
  });

  it.each(['memory', ''])('has the fallback that a variable names, or none where it is empty: %j', async (fallback) => {
    const { caches } = await cachesOf('  tiers: [redis]\n  fallback: "${FALLBACK:}"', { FALLBACK: fallback });

    expect(caches['default']).toStrictEqual({
      tiers: ['redis'],
      ...(fallback === '' ? {} : { fallback }),
      options: { name: 'default' },
      source: expect.anything(),
    });
  });

  it('takes settings from variables as their own types', async () => {
    const settings = '  ttl: "${TTL}"\n  jitter: "${JITTER}"\n  max_pending: "${PENDING}"\n  tier_errors: "${ERRORS}"';
    const { caches } = await cachesOf(settings, { TTL: '2h', JITTER: '0.5', PENDING: '7', ERRORS: 'throw' });

    expect(caches['default']?.options).toMatchObject({
      ttl: 7_200_000,
      jitter: 0.5,
      maxPending: 7,
      tierErrors: 'throw',
    });
  });
});

describe('a further cache', () => {
  it('has its own settings, and where it has none those of the cache', async () => {
    const { caches, defaultCache } = await cachesOf(`
  tiers: [memory, redis]
  ttl: 1h
  grace: 6h
  caches:
    answers: { ttl: 7d, tiers: [redis] }
    tools: {}`);

    expect(defaultCache).toBe('default');
    expect(caches).toEqual({
      default: expect.objectContaining({ tiers: ['memory', 'redis'] }),
      answers: {
        tiers: ['redis'],
        options: { name: 'answers', ttl: 604_800_000, grace: 21_600_000 },
        source: expect.objectContaining({ line: 7, column: 5 }),
      },
      tools: {
        tiers: ['memory', 'redis'],
        options: { name: 'tools', ttl: 3_600_000, grace: 21_600_000 },
        source: expect.objectContaining({ line: 8, column: 5 }),
      },
    });
  });

  it('has the fallback of the cache, unless that is one of its tiers or it has another or none', async () => {
    const { caches } = await cachesOf(`
  tiers: [redis]
  fallback: memory
  caches:
    like: {}
    near: { tiers: [memory, redis] }
    without: { fallback: '' }`);

    expect(caches['like']?.fallback).toBe('memory');
    expect(caches['near']).not.toHaveProperty('fallback');
    expect(caches['without']).not.toHaveProperty('fallback');
  });

  it('merges with those of other files, setting by setting', async () => {
    const texts = [
      `cache:\n  caches: { answers: { ttl: 1h, grace: 1h } }\n${providers}`,
      'cache: { caches: { answers: { ttl: 2h } } }',
    ];
    const { caches } = (await loadText(texts)).config.cache;

    expect(caches['answers']?.options).toEqual({ name: 'answers', ttl: 7_200_000, grace: 3_600_000 });
  });

  it('is ignored with a warning where it is empty', async () => {
    const { config, warnings } = await loadText(`cache:\n  caches:\n    answers:\n${providers}`);

    expect(Object.keys(config.cache.caches)).toEqual(['default']);
    expect(warnings.map(formatProblem)).toEqual([
      '1.yaml:3:5: cache.caches.answers has no value and is ignored; give it {} for a cache that is as the section cache says, or remove the line',
    ]);
  });
});

it('is frozen all the way down', async () => {
  const { caches } = await cachesOf('  caches: { answers: {} }');
  const answers = caches['answers'];

  for (const part of [caches, answers, answers?.tiers, answers?.options, answers?.source]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});
