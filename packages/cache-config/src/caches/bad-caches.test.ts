import { describe, expect, it } from 'vitest';
import type { StandardSchema } from '../standard-schema.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

const providers = '  providers: { memory: { enabled: true }, redis: { enabled: true } }\n';
const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };

function document(settings: string): string {
  return `cache:\n  ${settings.replaceAll('\n', '\n  ')}\n${providers}`;
}

describe('what is wrong with a cache is told with its place', () => {
  const span = `a text with a unit such as '500ms', '30s', '5m', '1h', '7d'`;
  it.each([
    ['ttl: 0', `8: cache.ttl is not valid; found 0; accepted: a number of seconds above 0, ${span}, or never`],
    [
      'grace: never',
      `10: cache.grace is not valid; found "never"; accepted: a number of seconds, 0 or more, or ${span}`,
    ],
    [
      'soft_timeout: 25d',
      `17: cache.soft_timeout is not valid; found "25d"; accepted: a number of seconds, 0 or more, ${span}, or never; at most 24 days`,
    ],
    ['jitter: 1.5', '11: cache.jitter is not valid; found 1.5; accepted: a number from 0 to 1'],
    ['refresh_ahead: 0', '18: cache.refresh_ahead is not valid; found 0; accepted: a number above 0, at most 1'],
    [
      'queue_timeout: 0',
      `18: cache.queue_timeout is not valid; found 0; accepted: a number of seconds above 0, or ${span}; at most 24 days`,
    ],
    [
      'store_timeout: never',
      `18: cache.store_timeout is not valid; found "never"; accepted: a number of seconds above 0, or ${span}; at most 24 days`,
    ],
    [
      'retry_after: 25d',
      `16: cache.retry_after is not valid; found "25d"; accepted: a number of seconds, 0 or more, or ${span}; at most 24 days`,
    ],
    [
      'max_queued_entries: 0',
      '23: cache.max_queued_entries is not valid; found 0; accepted: a whole number, 1 or more',
    ],
    [
      'max_queued_bytes: 1MB',
      '21: cache.max_queued_bytes is not valid; found "1MB"; accepted: a whole number, 1 or more',
    ],
    ['max_pending: -1', '16: cache.max_pending is not valid; found -1; accepted: a whole number, 0 or more'],
    ['tier_errors: hide', '16: cache.tier_errors is not valid; found "hide"; accepted: contain or throw'],
    ['coordination: redis', '17: cache.coordination is not valid; found "redis"; accepted: local'],
    [
      'name: ""',
      '9: cache.name is not valid; found ""; accepted: a text of 1 to 512 bytes, in which each of / | # % counts as three',
    ],
  ])('%s', async (settings, problem) => {
    expect(await problemsOf(document(settings))).toEqual([`1.yaml:2:${problem}`]);
  });

  it('all at once, in the further ones too, with what was probably meant', async () => {
    const problems = await problemsOf(
      document('tier: [memory]\ncaches:\n  answers: { default_ttl: 5, jitter: "${J}" }\n  tools: [memory]'),
      { env: { J: 'much' } },
    );

    expect(problems).toEqual([
      expect.stringMatching(
        /^1\.yaml:2:3: cache\.tier is not a known setting \(did you mean "tiers"\?\); accepted: default_/,
      ),
      expect.stringMatching(
        /^1\.yaml:4:16: cache\.caches\.answers\.default_ttl is not a known setting \(did you mean "ttl"\?\); accepted: tiers, /,
      ),
      '1.yaml:4:40: cache.caches.answers.jitter is not valid; found "much" (from J); accepted: a number from 0 to 1',
      expect.stringMatching(
        /^1\.yaml:5:12: cache\.caches\.tools must be a mapping; found a list; accepted: a mapping with tiers, /,
      ),
    ]);
  });
});

describe('a tier', () => {
  it.each([
    [
      'tiers: [memroy, redis]',
      [
        '1.yaml:2:11: cache.tiers[0] names no provider that is known (did you mean "memory"?); found "memroy"; accepted: memory, redis',
      ],
    ],
    [
      'tiers: "${TIERS:memory,floppy}"',
      [
        '1.yaml:2:10: cache.tiers[1] names no provider that is known; found "floppy" (from TIERS); accepted: memory, redis',
      ],
    ],
    [
      'tiers: [memory, redis, redis]',
      ['1.yaml:2:26: cache.tiers[2] names redis a second time; accepted: each provider once'],
    ],
    [
      'tiers: [redis, memory]',
      [
        '1.yaml:2:18: cache.tiers[1] names memory behind another tier, but its entries are in this process; accepted: memory in front of the others, or not at all',
      ],
    ],
    [
      'caches: { answers: { tiers: [flopy] } }',
      [
        '1.yaml:2:32: cache.caches.answers.tiers[0] names no provider that is known; found "flopy"; accepted: memory, redis',
      ],
    ],
    [
      'tiers: { memory: true }',
      [
        '1.yaml:2:10: cache.tiers must be a list; found a mapping; accepted: a list, or one text with commas; each the name of an enabled provider',
      ],
    ],
  ])('of the section %s is told with its place', async (settings, problems) => {
    expect(await problemsOf(document(settings))).toEqual(problems);
  });

  it('must be enabled', async () => {
    const text =
      'cache:\n  tiers: [memory, redis]\n  providers: { memory: { enabled: true }, redis: { enabled: true } }\nredis: { enabled: false }';

    expect(await problemsOf(text)).toEqual([
      '1.yaml:2:19: cache.tiers[1] names redis, which is not enabled: redis.enabled is not true (1.yaml:4:19); accepted: memory',
    ]);
  });

  it('may be a provider of a third party, at any place', async () => {
    const text =
      'cache: { tiers: [disk, remote], fallback: memory, providers: { memory: { enabled: true }, disk: { enabled: true }, remote: { enabled: true } } }';
    const { config } = await loadText(text, { providers: { disk: anything, remote: anything } });

    expect(config.cache.caches['default']).toMatchObject({ tiers: ['disk', 'remote'], fallback: 'memory' });
  });
});

describe('a fallback', () => {
  const accepted = 'an enabled provider of this process that is none of the tiers, or an empty text for none';
  it.each([
    [
      'fallback: memory',
      `1.yaml:2:13: cache.fallback names memory, which is one of the tiers and serves while others are away; accepted: ${accepted}`,
    ],
    [
      'fallback: redis',
      `1.yaml:2:13: cache.fallback names redis, whose entries are not in this process; accepted: ${accepted}`,
    ],
    [
      'fallback: "${F}"',
      '1.yaml:2:13: cache.fallback names no provider that is known; found "floppy" (from F); accepted: memory, redis',
    ],
    [
      'tiers: [redis]\ncaches: { answers: { tiers: [memory], fallback: memory } }',
      `1.yaml:3:51: cache.caches.answers.fallback names memory, which is one of the tiers and serves while others are away; accepted: ${accepted}`,
    ],
  ])('that can not stand in is told with its place: %s', async (settings, problem) => {
    expect(await problemsOf(document(settings), { env: { F: 'floppy' } })).toEqual([problem]);
  });

  it.each([
    'tiers: { a: 1 }\nfallback: memory',
    'default_provider: [redis]\nfallback: memory',
    'default_provider: flop\nfallback: memory',
  ])('is not complained of where what says the tiers is wrong already: %j', async (settings) => {
    expect(await problemsOf(document(settings))).toHaveLength(1);
  });
});

describe('the name of a cache', () => {
  it('is no name of another one', async () => {
    expect(await problemsOf(document('name: answers\ncaches: { answers: {} }'))).toEqual([
      '1.yaml:3:13: cache.caches.answers is the default cache, whose settings stand in cache itself; accepted: another name, here or as cache.name',
    ]);
  });

  it('must leave room for keys', async () => {
    expect(await problemsOf(document(`caches: { ${'a'.repeat(513)}: {} }`))).toEqual([
      '1.yaml:2:13: cache.caches has a key that is not valid; accepted: a text of 1 to 512 bytes, in which each of / | # % counts as three',
    ]);
    expect(await problemsOf(document(`name: ${'/'.repeat(171)}`))).toHaveLength(1);
  });
});
