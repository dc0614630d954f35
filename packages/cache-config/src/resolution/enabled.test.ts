import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

function document(redis: string, own: string, more = ''): string {
  return `cache:\n  providers:\n    memory: { enabled: true }\n    redis: { ${own} }\nredis: { ${redis} }\n${more}`;
}

describe('Redis', () => {
  it.each([
    ['enabled: true', 'enabled: true', true],
    ['enabled: false', 'enabled: true', false],
    ['enabled: true', 'enabled: false', false],
    ['enabled: false', 'enabled: false', false],
    ['', 'enabled: true', true],
    ['', 'enabled: false', false],
    ['enabled: true', '', false],
    ['', '', false],
  ])('with redis: { %s } and cache.providers.redis: { %s } is on: %s', async (redis, own, enabled) => {
    expect((await loadText(document(redis, own))).config.cache.providers.redis.enabled).toBe(enabled);
  });

  it('is off without a section of its own', async () => {
    const { config } = await loadText('redis: { enabled: true }\ncache: { providers: { memory: { enabled: true } } }');

    expect(config.cache.providers.redis).toMatchObject({ enabled: false });
  });

  it('knows the line that switches it on, or off', async () => {
    const sources = await Promise.all(
      [document('enabled: true', 'enabled: true'), document('enabled: false', 'enabled: true')].map(
        async (text) => (await loadText(text)).config.cache.providers.redis.source,
      ),
    );

    expect(sources).toEqual([
      expect.objectContaining({ line: 4, column: 23 }),
      expect.objectContaining({ line: 5, column: 19 }),
    ]);
  });
});

it('warns of a provider section that does not say whether it is enabled', async () => {
  const { warnings } = await loadText(document('', 'port: 1'));

  expect(warnings.map(formatProblem)).toEqual([
    '1.yaml:4:5: cache.providers.redis does not say whether it is enabled, so it is off; add "enabled: true" or "enabled: false"',
  ]);
});

describe('the default provider', () => {
  const redisOff =
    'cache:\n  default_provider: redis\n  providers:\n    memory: { enabled: true }\n    redis: { enabled: true }\nredis: { enabled: false }';

  it('is memory where none is named', async () => {
    expect((await loadText(document('', 'enabled: true'))).config.cache.defaultProvider).toBe('memory');
  });

  it('comes from the environment, too', async () => {
    const text =
      'cache: { default_provider: "${P:memory}", providers: { memory: { enabled: true }, redis: { enabled: true } } }';

    expect((await loadText(text, { env: { P: 'redis' } })).config.cache.defaultProvider).toBe('redis');
    expect((await loadText(text)).config.cache.defaultProvider).toBe('memory');
  });

  it.each([
    [
      redisOff,
      '1.yaml:2:21: cache.default_provider names redis, which is not enabled: redis.enabled is not true (1.yaml:6:19); accepted: memory',
    ],
    [
      'cache: { default_provider: memory }',
      '1.yaml:1:28: cache.default_provider names memory, which is not enabled: cache.providers.memory.enabled is not true (1.yaml:1:1); accepted: an enabled provider; none is',
    ],
    [
      '{}',
      '1.yaml:1:1: cache.default_provider is not given, and means memory, which is not enabled: cache.providers.memory.enabled is not true (1.yaml:1:1); accepted: an enabled provider; none is',
    ],
    [
      'cache: { default_provider: memroy, providers: { memory: { enabled: true } } }',
      '1.yaml:1:28: cache.default_provider names no provider that is known (did you mean "memory"?); found "memroy"; accepted: memory',
    ],
  ])('must be enabled: %j', async (text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  it.each([
    'cache: { providers: { memory: { enabled: maybe } } }',
    'cache: { providers: { memory: [enabled] } }',
    'cache: [memory]',
    'cache: { default_provider: [redis], providers: { memory: { enabled: true } } }',
    'cache: { default_provider: redis, providers: { redis: { enabled: true } } }\nredis: { enabled: maybe }',
  ])('is not complained of where what decides it is wrong already: %j', async (text) => {
    expect(await problemsOf(text)).toHaveLength(1);
  });
});
