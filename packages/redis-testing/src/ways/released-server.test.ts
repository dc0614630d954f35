import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLauncher } from '../choose-launcher.ts';
import { readSettings } from '../settings.ts';
import { startRedis } from '../start-redis.ts';
import { hasPackageTools } from './debian-packages.ts';
import { readRelease } from './debian-release.ts';
import { serverReleaseNames } from './server-release.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const isDebian = (await readRelease())?.id === 'debian' && (await hasPackageTools());

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-testing-release-'));
  for (const name of ['REDIS_TESTING', 'REDIS_TESTING_SERVER']) vi.stubEnv(name, '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe.runIf(isDebian)('on a Debian machine of whatever release', { timeout: 180_000 }, () => {
  // Fetches each release.
  it.runIf(isDeep).each(serverReleaseNames)('REDIS_TESTING_RELEASE=%s starts that server', async (name) => {
    vi.stubEnv('REDIS_TESTING_RELEASE', name);
    await using server = await startRedis({ password: 'secret' });
    expect(`${server.flavour}-${server.version}`.startsWith(`${name}.`)).toBe(true);
    expect(await server.command('PING')).toBe('PONG');
  });
});

it('a machine that can not have the release is told so', async () => {
  vi.stubEnv('PATH', folder);
  const settings = readSettings({ PATH: folder, REDIS_TESTING_RELEASE: 'redis-8.0', REDIS_TESTING_CACHE: folder });
  await expect(chooseLauncher(settings)).rejects.toThrow(
    expect.objectContaining({
      name: 'NoRedisServerError',
      message: expect.stringMatching(/REDIS_TESTING_RELEASE forces 'debian'[^]*debian: this is no Debian-like machine/),
    }),
  );
});
