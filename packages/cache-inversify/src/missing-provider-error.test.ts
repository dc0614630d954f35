import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type StandardSchema } from '@modular-agent/cache-config';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCacheModule } from './create-cache-module.ts';
import { MissingProviderError } from './missing-provider-error.ts';

const anything: StandardSchema = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};

describe('a provider that is enabled and has no factory', () => {
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-inversify-'));
    file = join(folder, 'global.yaml');
    await writeFile(
      file,
      'cache:\n  providers:\n    memory: { enabled: true }\n    redis:\n      enabled: true\n    disk:\n      enabled: true\n',
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function fail(): Promise<unknown> {
    const { config } = await loadConfig({ files: file, providers: { disk: anything } });
    try {
      return createCacheModule({ config, providers: { memory: () => new MemoryCacheProvider() } });
    } catch (error) {
      return error;
    }
  }

  it('is told with the line of the YAML and the package to install', async () => {
    expect(await fail()).toMatchObject({
      name: 'MissingProviderError',
      message: [
        `${file}:5:16: the cache provider "redis" is enabled here, but the app has no factory for it: install @modular-agent/cache-redis, and pass providers: { redis: (options) => new RedisCacheProvider(options) } to createCacheModule; or disable it`,
        `${file}:7:16: the cache provider "disk" is enabled here, but the app has no factory for it: install the package that has it, and pass providers: { "disk": (options) => … } to createCacheModule; or disable it`,
      ].join('\n'),
      missing: [
        { name: 'redis', source: { file, line: 5, column: 16 } },
        { name: 'disk', source: { file, line: 7, column: 16 } },
      ],
    });
  });

  it('is recognised by isInstance', async () => {
    expect(MissingProviderError.isInstance(await fail())).toBe(true);
    expect(MissingProviderError.isInstance(new Error('another'))).toBe(false);
  });
});
