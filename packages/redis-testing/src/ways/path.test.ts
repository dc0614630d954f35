import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { findFreePort } from '../free-port.ts';
import { readSettings } from '../settings.ts';
import { unpackedServer } from './debian.ts';
import { findOnPath, pathWay } from './path.ts';

let realServer: string;
let folder: string;

beforeAll(async () => {
  const { searchPath, cacheFolder } = readSettings(process.env);
  const installed = await findOnPath(searchPath);
  realServer = installed ?? wrapped(await unpackedServer(cacheFolder));
}, 120_000);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-testing-path-'));
});

afterEach(() => rm(folder, { recursive: true }));

function wrapped({ path, environment }: Awaited<ReturnType<typeof unpackedServer>>): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
  return `env ${variables.join(' ')} '${path}'`;
}

/** Puts an executable of this name into a folder of its own and tells the folder. */
async function install(name: string, command: string): Promise<string> {
  const place = join(folder, name);
  await mkdir(place);
  await writeFile(join(place, name), `#!/bin/sh\nPATH=/usr/bin:/bin exec ${command} "$@"\n`);
  await chmod(join(place, name), 0o755);
  return place;
}

test('a redis-server on the PATH is started', async () => {
  const place = await install('redis-server', realServer);
  const launcher = await pathWay.prepare(readSettings({ PATH: place }));
  const running = await launcher.launch({ port: await findFreePort(), password: undefined, args: [] });
  await running.end();
  expect(launcher.description).toBe(
    `${running.flavour}-server ${running.version} on the path (${join(place, 'redis-server')})`,
  );
});

test('a valkey-server is taken where there is no redis-server', async () => {
  const valkey = await install('valkey-server', realServer);
  const alone = await pathWay.prepare(readSettings({ PATH: valkey }));
  expect(alone.description).toContain(join(valkey, 'valkey-server'));
  const redis = await install('redis-server', realServer);
  const both = await pathWay.prepare(readSettings({ PATH: [valkey, redis].join(delimiter) }));
  expect(both.description).toContain(join(redis, 'redis-server'));
});

test('a binary that REDIS_TESTING_SERVER names goes before the PATH', async () => {
  const named = join(await install('my-own-build', realServer), 'my-own-build');
  const place = await install('redis-server', realServer);
  const launcher = await pathWay.prepare(readSettings({ PATH: place, REDIS_TESTING_SERVER: named }));
  expect(launcher.description).toContain(`named by REDIS_TESTING_SERVER (${named})`);
});

test('a binary that does not run closes the way and says why', async () => {
  const place = await install('redis-server', 'sh -c "echo no such library >&2; exit 127" #');
  await expect(pathWay.prepare(readSettings({ PATH: place }))).rejects.toThrow(/does not run[^]*no such library/);
});

test('a binary that is something else closes the way', async () => {
  const place = await install('redis-server', 'echo something else #');
  await expect(pathWay.prepare(readSettings({ PATH: place }))).rejects.toThrow('something else');
});
