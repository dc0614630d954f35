import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { describe, expect, it } from 'vitest';
import { loadText, problemsOf } from '../test/load-text.ts';

const rest = 'cache: { providers: { memory: { enabled: true }';

async function optionsOf(redis: string, own: string): Promise<object> {
  const { config } = await loadText(`redis: { ${redis} }\n${rest}, redis: { enabled: true, ${own} } } }`);
  return config.cache.providers.redis.options;
}

describe('formats', () => {
  it('are what the nearer section says, setting by setting', async () => {
    expect(
      await optionsOf(
        'serializer: msgpack, also_reads: [superjson], compression: { enabled: true, algorithm: zstd, level: 3 }',
        'compression: { threshold: 4096 }',
      ),
    ).toMatchObject({
      serializer: 'msgpack',
      alsoReads: ['superjson'],
      compression: { algorithm: 'zstd', level: 3, threshold: 4_096 },
    });
  });

  it('are not compressed unless that is enabled in what comes out', async () => {
    expect(await optionsOf('compression: { algorithm: zstd }', '')).not.toHaveProperty('compression');
    expect(await optionsOf('compression: { enabled: true }', 'compression: { enabled: false }')).not.toHaveProperty(
      'compression',
    );
  });

  it('are taken by the provider as they come out', async () => {
    const options = await optionsOf('serializer: msgpack, compression: { enabled: true, level: 11 }', '');
    expect(() => new RedisCacheProvider(options)).not.toThrow();
  });

  it.each([
    [
      'compression: { enabled: true, algorithm: gzip, level: 10 }',
      /compression\.level.* is 10, which gzip does not have; accepted: 1 to 9/,
    ],
    [
      'compression: { enabled: true, algorithm: zstd, level: 0 }',
      /compression\.level.* is 0, which zstd does not have/,
    ],
    ['serializer: msgpack, decode_responses: false', /serializer.* stands beside decode_responses: false/],
    ['serializer: protobuf', /redis\.serializer.*accepted: superjson or msgpack/],
  ])('that can not be meant are told: %s', async (redis, message) => {
    const problems = await problemsOf(`redis: { ${redis} }\n${rest}, redis: { enabled: true } } }`);
    expect(problems).toEqual([expect.stringMatching(message)]);
  });
});
