import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';
import { formatProblem } from './problem.ts';
import { loadText, problemsOf } from './test/load-text.ts';
import { pem } from './test/pem.ts';
import { planDocument } from './test/plan-document.ts';

const memoryOnly = 'cache: { providers: { memory: { enabled: true } } }\n';

describe('the document of the plan', () => {
  it('loads as it stands, into options that the providers take', async () => {
    const { config } = await loadText(planDocument);

    expect(config).toEqual({
      cache: {
        defaultProvider: 'memory',
        providers: {
          memory: {
            enabled: true,
            options: { maxEntries: 1_000, defaultTtl: 3_600_000 },
            source: expect.objectContaining({ line: 14, column: 16 }),
          },
          redis: {
            enabled: true,
            options: {
              host: 'localhost',
              port: 6_379,
              db: 0,
              ssl: false,
              maxConnections: 20,
              acquireTimeout: 5_000,
              keyPrefix: 'agent:cache:',
              defaultTtl: 3_600_000,
            },
            source: expect.objectContaining({ line: 18, column: 16 }),
          },
        },
        defaultCache: 'default',
        caches: {
          default: {
            tiers: ['memory'],
            options: { name: 'default' },
            source: expect.objectContaining({ line: 10, column: 1 }),
          },
        },
      },
    });
  });

  it('warns of each connection setting that its provider section hides, and names both lines', async () => {
    const { warnings } = await loadText(planDocument);

    expect(warnings.map(formatProblem)).toEqual([
      '1.yaml:19:13: cache.providers.redis.host hides redis.host at 1.yaml:3:9, so that REDIS_HOST has no effect; remove one of the two',
      '1.yaml:20:13: cache.providers.redis.port hides redis.port at 1.yaml:4:9, so that REDIS_PORT has no effect; remove one of the two',
      '1.yaml:21:11: cache.providers.redis.db hides redis.db at 1.yaml:5:7, so that REDIS_DB has no effect; remove one of the two',
    ]);
  });

  it('takes from the environment what no other setting hides', async () => {
    const { config } = await loadText(planDocument, {
      env: { REDIS_HOST: 'hidden.example', REDIS_PASSWORD: 'hunter2', REDIS_SSL: 'true' },
    });

    expect(config.cache.providers.redis.options).toMatchObject({ host: 'localhost', password: 'hunter2', ssl: true });
  });
});

describe('the result', () => {
  it('is frozen all the way down', async () => {
    const loaded = await loadConfig({
      files: [],
      overrides: { cache: { providers: { memory: { enabled: true }, redis: { password: 'hunter2' } } } },
    });
    const { providers } = loaded.config.cache;

    expect(loaded.warnings).toHaveLength(1);
    for (const part of [loaded, loaded.warnings, loaded.warnings[0], loaded.config, loaded.config.cache, providers]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    for (const part of [providers.redis, providers.redis.options, providers.redis.source]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('shows no password when it is printed, and has it when it is read or copied', async () => {
    const { config } = await loadText(planDocument.replace('    redis:', '    redis:\n      url: "${U}"'), {
      env: { REDIS_PASSWORD: 'hunter2', U: 'redis://me:swordfish@cache.example' },
    });
    const { options } = config.cache.providers.redis;

    for (const printed of [
      inspect(config, { depth: null }),
      inspect(config, { depth: null, customInspect: false, showHidden: true }),
      JSON.stringify(config),
    ]) {
      expect(printed).not.toMatch(/hunter2|swordfish/);
    }
    expect(options.url).toBe('redis://me:swordfish@cache.example');
    expect({ ...options }.url).toBe(options.url);
  });

  it('shows neither key nor passphrase when it is printed, and has them when they are read or copied', async () => {
    const key = pem('PRIVATE KEY', 'hunter2');
    const { config } = await loadConfig({
      files: [],
      overrides: {
        redis: { tls: { cert: pem('CERTIFICATE'), key, passphrase: 'swordfish' } },
        cache: { providers: { memory: { enabled: true } } },
      },
    });
    const { tls } = config.cache.providers.redis.options;

    for (const printed of [
      inspect(config, { depth: null }),
      inspect(config, { depth: null, customInspect: false, showHidden: true }),
      JSON.stringify(config),
    ]) {
      expect(printed).not.toMatch(/hunter2|swordfish/);
    }
    expect(Object.isFrozen(tls)).toBe(true);
    expect({ ...tls }).toEqual({ cert: pem('CERTIFICATE'), key, passphrase: 'swordfish' });
  });

  it('says what is not given by leaving it out', async () => {
    const { config, warnings } = await loadText(memoryOnly);

    expect(warnings).toEqual([]);
    expect(config.cache.providers.memory.options).toStrictEqual({});
    expect(config.cache.providers.redis).toMatchObject({ enabled: false, options: {} });
  });
});

describe('what the app passes in', () => {
  it('goes before every file, and its texts are read as the type of the setting', async () => {
    const { config } = await loadText(planDocument, {
      overrides: { cache: { default_provider: 'redis', providers: { redis: { port: '6380' } } } },
    });

    expect(config.cache.defaultProvider).toBe('redis');
    expect(config.cache.providers.redis.options.port).toBe(6_380);
  });

  it('says nothing where it is undefined, as a flag that was not given', async () => {
    const { config } = await loadText(planDocument, { overrides: { cache: { default_provider: undefined } } });

    expect(config.cache.defaultProvider).toBe('memory');
  });

  it('is not interpolated', async () => {
    const { config } = await loadText(memoryOnly, {
      overrides: { redis: { password: '${HOME}' } },
      env: { HOME: '/root' },
    });

    expect(config.cache.providers.redis.options.password).toBe('${HOME}');
  });

  it('is named as the place of what is wrong in it', async () => {
    expect(await problemsOf(memoryOnly, { overrides: { redis: { port: 'x' } } })).toEqual([
      'overrides: redis.port is not valid; found "x"; accepted: a whole number from 1 to 65535',
    ]);
  });

  it('is enough without any file', async () => {
    const { config } = await loadConfig({
      files: [],
      overrides: { cache: { providers: { memory: { enabled: true, max_size: 5 } } } },
    });

    expect(config.cache.providers.memory.options.maxEntries).toBe(5);
  });
});

it('leaves alone the sections that are said to be somebody else’s', async () => {
  const { warnings } = await loadText(`${memoryOnly}logging: { level: [info] }\n`, { otherSections: ['logging'] });

  expect(warnings).toEqual([]);
});

it('looks into process.env where no environment is given', async () => {
  const { config } = await loadText('cache: { providers: { memory: { enabled: "${PATH_THAT_NOBODY_SETS:true}" } } }', {
    env: undefined,
  });

  expect(config.cache.providers.memory.enabled).toBe(true);
});
