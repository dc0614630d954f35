import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { findFreePort } from '../free-port.ts';
import { readSettings } from '../settings.ts';
import { hasPackageTools } from './debian-packages.ts';
import { debianWay, unpackedServer } from './debian.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const fetchLimit = { timeout: 120_000 };
const isDebianLike = await hasPackageTools();

let cacheFolder: string;

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'redis-testing-cache-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cacheFolder, { recursive: true });
});

describe.runIf(isDebianLike)('on a Debian-like machine', () => {
  test('several that start at once with an empty cache fetch the server once', fetchLimit, async () => {
    const made: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const servers = await Promise.all([1, 2, 3].map(() => unpackedServer(cacheFolder)));
    made.push(...write.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('fetching')));
    write.mockRestore();
    expect(new Set(servers.map((server) => server.path)).size).toBe(1);
    expect(made).toHaveLength(1);
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });

  test('an unpacked server that runs is used as it is', fetchLimit, async () => {
    const settings = readSettings(process.env);
    await debianWay.prepare(settings);
    vi.stubEnv('PATH', '/nowhere');
    const launcher = await debianWay.prepare(settings);
    vi.unstubAllEnvs();
    const running = await launcher.launch({ port: await findFreePort(), password: undefined, args: [] });
    await running.end();
    expect(launcher.description).toContain(`${running.flavour}-server ${running.version} of Debian's packages`);
  });

  // Fetches the package twice.
  test.runIf(isDeep)('fetches an unpacked server again if it no longer runs', fetchLimit, async () => {
    const { path } = await unpackedServer(cacheFolder);
    await rm(dirname(path), { recursive: true });
    await mkdir(dirname(path));
    await writeFile(path, 'broken', { mode: 0o755 });
    expect(await unpackedServer(cacheFolder)).toMatchObject({ path });
  });

  test('a cache that can not be written closes the way and names the variable for another', async () => {
    const file = join(cacheFolder, 'file');
    await writeFile(file, '');
    await expect(unpackedServer(file)).rejects.toThrow('REDIS_TESTING_CACHE');
  });
});

test('where apt-get is absent the way is closed', async () => {
  vi.stubEnv('PATH', cacheFolder);
  await expect(unpackedServer(cacheFolder)).rejects.toThrow(
    expect.objectContaining({ name: 'WayClosedError', message: expect.stringContaining('apt-get') }),
  );
});
