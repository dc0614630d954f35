import { CacheOptionError } from '@modular-agent/cache-contract';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { loadConfig } from '../load-config.ts';
import { formatProblem } from '../problem.ts';
import type { StandardSchema } from '../standard-schema.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

const memcached = z.strictObject({
  servers: z.array(z.string()).min(1),
  weight: z.number().optional(),
  sticky: z.boolean().default(false),
  label: z.union([z.string(), z.number()]).optional(),
});

function document(settings: string): string {
  return `cache:\n  providers:\n    memory: { enabled: true }\n    memcached: { ${settings} }\n`;
}

describe('a section of a third-party provider', () => {
  it('is what its schema makes of it, without enabled', async () => {
    const { config } = await loadText(document('enabled: true, servers: ["a:1", "b:2"]'), { providers: { memcached } });
    const section = config.cache.providers.memcached;

    expect(section).toMatchObject({
      enabled: true,
      options: { servers: ['a:1', 'b:2'], sticky: false },
      source: { line: 4 },
    });
    expect(Object.isFrozen(section?.options.servers)).toBe(true);
    expectTypeOf(section).toEqualTypeOf<
      | {
          readonly enabled: boolean;
          readonly options: z.output<typeof memcached>;
          readonly source: { readonly file: string; readonly line?: number; readonly column?: number };
        }
      | undefined
    >();
  });

  it('is not there where the YAML has none', async () => {
    const { config } = await loadText('cache: { providers: { memory: { enabled: true } } }', {
      providers: { memcached },
    });

    expect(config.cache.providers).not.toHaveProperty('memcached');
  });

  it('can be the default provider', async () => {
    const { config } = await loadText(document('enabled: true, servers: ["a"]'), {
      providers: { memcached },
      overrides: { cache: { default_provider: 'memcached' } },
    });

    expect(config.cache.defaultProvider).toBe('memcached');
  });

  it('is interpolated, and read as the type that its schema asks for', async () => {
    const { config } = await loadText(
      document('enabled: "${ON}", servers: ["${HOST}:1"], weight: "${W}", sticky: "${S:yes}", label: "${L}"'),
      { providers: { memcached }, env: { ON: 'true', HOST: 'a', W: '0.5', L: '7' } },
    );

    expect(config.cache.providers.memcached).toMatchObject({
      enabled: true,
      options: { servers: ['a:1'], weight: 0.5, sticky: true, label: '7' },
    });
  });

  it('is told what is wrong in it with the place of each', async () => {
    const problems = await problemsOf(document('enabled: 3, servers: ["a", 5], weight: "${W}", weigth: 1'), {
      providers: { memcached },
      env: { W: 'heavy' },
    });

    expect(problems).toEqual([
      '1.yaml:4:16: cache.providers.memcached is not valid: Unrecognized key: "weigth"',
      '1.yaml:4:27: cache.providers.memcached.enabled is not valid; found 3; accepted: true or false (from the environment also yes, no, on, off, 1, 0)',
      '1.yaml:4:45: cache.providers.memcached.servers[1] is not valid: Invalid input: expected string, received number',
      '1.yaml:4:57: cache.providers.memcached.weight is not valid: Invalid input: expected number, received string',
    ]);
  });

  it('shows no secret, even if its schema would', async () => {
    const talkative: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => ({ issues: [{ message: `received ${JSON.stringify(value)}`, path: [{ key: 'token' }] }] }),
      },
    };

    expect(
      await problemsOf(document('token: "${T}", password: swordfish'), {
        providers: { memcached: talkative },
        env: { T: 'hunter2' },
      }),
    ).toEqual(['1.yaml:4:25: cache.providers.memcached.token is not valid: received {"token":"***","password":"***"}']);
  });

  it('may have a schema that answers later', async () => {
    const slow: StandardSchema<{ readonly ok: true }> = {
      '~standard': { version: 1, vendor: 'test', validate: async () => ({ value: { ok: true } }) },
    };

    const { config } = await loadText(document('enabled: true'), { providers: { memcached: slow } });

    expect(config.cache.providers.memcached?.options.ok).toBe(true);
  });

  it('must be a mapping', async () => {
    expect(
      await problemsOf('cache: { providers: { memory: { enabled: true }, memcached: 5 } }', {
        providers: { memcached },
      }),
    ).toEqual(['1.yaml:1:61: cache.providers.memcached must be a mapping; found a single value']);
  });

  it('is ignored with a warning where it is empty', async () => {
    const { warnings } = await loadText('cache:\n  providers:\n    memory: { enabled: true }\n    memcached:\n', {
      providers: { memcached },
    });

    expect(warnings.map(formatProblem)).toEqual([
      '1.yaml:4:5: cache.providers.memcached has no value and is ignored; give it one, or remove the line',
    ]);
  });

  it('needs its variables to be set', async () => {
    expect(await problemsOf(document('servers: ["${NOPE}"]'), { providers: { memcached } })).toEqual([
      '1.yaml:4:28: cache.providers.memcached.servers[0] needs the environment variable NOPE, which is unset or empty; accepted: set NOPE, or write ${NOPE:default}',
    ]);
  });
});

it('refuses a schema for a provider that is known without one', async () => {
  await expect(loadConfig({ files: 'nowhere.yaml', providers: { redis: memcached } })).rejects.toThrow(
    CacheOptionError,
  );
});
