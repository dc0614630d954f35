import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RedisProviderOptions } from '../provider/redis-provider-options.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

async function redis(settings: string, env: Record<string, string>): Promise<RedisProviderOptions> {
  const text = `cache:\n  providers:\n    memory: { enabled: true }\n    redis:\n      enabled: false\n${settings}`;
  return (await loadText(text, { env })).config.cache.providers.redis.options;
}

describe('an interpolated setting', () => {
  it.each([
    ['port', '6380', 6_380],
    ['port', ' 6380\n', 6_380],
    ['ssl', 'true', true],
    ['ssl', 'FALSE', false],
    ['ssl', 'yes', true],
    ['ssl', '0', false],
    ['host', '127', '127'],
    ['password', '0123', '0123'],
    ['password', 'true', 'true'],
    ['password', ' padded ', ' padded '],
  ])('%s reads %j as its own type', async (setting, value, expected) => {
    expect(await redis(`      ${setting}: "\${X}"\n`, { X: value })).toHaveProperty(setting, expected);
  });

  it.each([
    ['30', 30_000],
    ['0.25', 250],
    ['90s', 90_000],
    ['1h', 3_600_000],
    ['never', Infinity],
  ])('default_ttl reads %s as a time', async (value, expected) => {
    expect(await redis('      default_ttl: "${X}"\n', { X: value })).toHaveProperty('defaultTtl', expected);
  });

  it('is read without quotes, too', async () => {
    expect(await redis('      port: ${X:6380}\n', {})).toHaveProperty('port', 6_380);
  });

  it('never becomes structure, whatever the variable holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.constantFrom(
            ': x',
            'a: b',
            '\n- x',
            '{a: 1}',
            '[1]',
            '"',
            "'",
            '*a',
            '&a',
            '!!int 1',
            '# x',
            '${X}',
            '$${X}',
            '\ud7ff',
            'null',
            '~',
          ),
        ),
        async (value) => {
          expect(await redis('      password: "${X}"\n', { X: value })).toHaveProperty('password', value);
          expect(await redis('      password: ${X}\n', { X: value })).toHaveProperty('password', value);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that can not be read as its type is told with the variable that it came from', async () => {
    expect(
      await problemsOf('redis: { port: "${REDIS_PORT:1}" }\ncache: { providers: { memory: { enabled: true } } }', {
        env: { REDIS_PORT: 'http' },
      }),
    ).toEqual([
      '1.yaml:1:16: redis.port is not valid; found "http" (from REDIS_PORT); accepted: a whole number from 1 to 65535',
    ]);
  });
});

it('reads a quoted text that is not interpolated as text, and says what to do', async () => {
  expect(
    await problemsOf('redis: { port: "6379", password: 1234 }\ncache: { providers: { memory: { enabled: true } } }'),
  ).toEqual([
    '1.yaml:1:16: redis.port is not valid; found "6379"; accepted: a whole number from 1 to 65535; remove the quotes',
    '1.yaml:1:34: redis.password is not valid; found ***, a number; accepted: a text; put it in quotes',
  ]);
});

it('does not interpolate keys', async () => {
  expect(
    await problemsOf('"${X}": 1\ncache: { providers: { memory: { enabled: true } } }', { env: { X: 'redis' } }),
  ).toHaveLength(1);
});
