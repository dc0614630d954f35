import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { chooseLauncher } from './choose-launcher.ts';
import { readSettings } from './settings.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-testing-choice-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('where no way is open, the error says how to open one, and why each is closed', async () => {
  vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'absent.sock')}`);
  vi.stubEnv('PATH', folder);
  const settings = readSettings({ PATH: folder, REDIS_TESTING_CACHE: folder });
  await expect(chooseLauncher(settings)).rejects.toThrow(
    expect.objectContaining({
      name: 'NoRedisServerError',
      message: expect.stringMatching(/start Docker, or install redis-server[^]*docker:[^]*path:[^]*debian:/),
    }),
  );
});

test('forcing the path where nothing is on it is an error that says so', async () => {
  const settings = readSettings({ PATH: folder, REDIS_TESTING: 'path' });
  await expect(chooseLauncher(settings)).rejects.toThrow(
    /REDIS_TESTING forces 'path'[^]*neither redis-server nor valkey-server is on the PATH/,
  );
});
