import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';

const file = fileURLToPath(new URL('../../../configs/global.yaml', import.meta.url));

describe('configs/global.yaml', () => {
  it('loads without a warning, and means memory', async () => {
    const { config, warnings } = await loadConfig({ files: file, env: {} });

    expect(warnings).toEqual([]);
    expect(config.cache.defaultProvider).toBe('memory');
    expect(config.cache.providers.redis).toMatchObject({ enabled: true, options: { host: 'localhost', port: 6_379 } });
  });

  it('takes from the environment where Redis is, and whether it is the default', async () => {
    const env = {
      CACHE_PROVIDER: 'redis',
      REDIS_HOST: 'cache.example',
      REDIS_PORT: '6380',
      REDIS_DB: '2',
      REDIS_PASSWORD: 'hunter2',
      REDIS_SSL: 'true',
    };
    const { config, warnings } = await loadConfig({ files: file, env });

    expect(warnings).toEqual([]);
    expect(config.cache.defaultProvider).toBe('redis');
    expect(config.cache.providers.redis.options).toMatchObject({
      host: 'cache.example',
      port: 6_380,
      db: 2,
      password: 'hunter2',
      ssl: true,
    });
  });

  it('tells editors where its schema is', async () => {
    const [first = ''] = (await readFile(file, 'utf8')).split('\n');
    const path = /^# yaml-language-server: \$schema=(?<path>\S+)$/.exec(first)?.groups?.['path'] ?? '';

    expect(fileURLToPath(new URL(path, new URL('../../../configs/', import.meta.url)))).toBe(
      fileURLToPath(import.meta.resolve('@modular-agent/cache-config/schema.json')),
    );
  });
});
