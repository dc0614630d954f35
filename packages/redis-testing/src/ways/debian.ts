import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { announce } from '../announce.ts';
import { readServerBinary } from '../server-binary.ts';
import type { ServerBinary } from '../server-binary.ts';
import { processLauncher } from '../server-process.ts';
import { WayClosedError } from '../way.ts';
import type { Way } from '../way.ts';
import { hasPackageTools, unpackPackages } from './debian-packages.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { readRelease } from './debian-release.ts';
import type { DebianRelease } from './debian-release.ts';

const names = ['redis-server', 'valkey-server'] as const;

export const debianWay: Way = {
  name: 'debian',
  async prepare({ cacheFolder }) {
    const binary = await unpackedServer(cacheFolder);
    return processLauncher(binary, `${binary.flavour}-server ${binary.version} of Debian's packages (${binary.path})`);
  },
};

/**
 * The server of Debian's own packages, unpacked into a folder of the cache: nothing is installed, no root is needed.
 *
 * The first time it is fetched, which takes some seconds and about 10 MB; afterwards it is there.
 *
 * @throws WayClosedError if this is no Debian-like machine, or its archives can't be reached.
 */
export async function unpackedServer(cacheFolder: string): Promise<ServerBinary> {
  const release = await readRelease();
  if (release === undefined) throw new WayClosedError('the machine does not say what system it is');
  const folder = join(cacheFolder, `${release.id}-${release.version}-${process.arch}`);
  return (await readUnpacked(folder)) ?? (await fetchOnce(folder, release));
}

/** Of several processes that want it, one fetches; the others wait for it. */
async function fetchOnce(folder: string, release: DebianRelease): Promise<ServerBinary> {
  if (!(await hasPackageTools())) {
    throw new WayClosedError('this is no Debian-like machine with apt-get and dpkg-deb');
  }
  try {
    await mkdir(dirname(folder), { recursive: true });
    return await oneAtATime(folder, async () => {
      return (await readUnpacked(folder)) ?? (await fetch(folder, release));
    });
  } catch (error) {
    throw new WayClosedError(
      `Debian's packages could not be unpacked into ${folder} (REDIS_TESTING_CACHE names another place): ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
}

/** A finished folder appears under its name at once, so that no process ever sees half of one. */
async function fetch(folder: string, release: DebianRelease): Promise<ServerBinary> {
  announce(`fetching a server from Debian's packages into ${folder} (once, some seconds)`);
  const workFolder = await mkdtemp(`${folder}.part-`);
  try {
    const root = join(workFolder, 'root');
    await unpackPackages(names, root, workFolder, release);
    // One that is there and yet did not run: its machine has lost a library that the packages could rely on.
    await rename(folder, join(workFolder, 'old')).catch(() => {});
    await rename(root, folder).catch(async (error: unknown) => {
      if ((await readUnpacked(folder)) === undefined) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  const binary = await readUnpacked(folder);
  if (binary === undefined) throw new Error('what was unpacked does not run on this machine');
  return binary;
}

async function readUnpacked(folder: string): Promise<ServerBinary | undefined> {
  const environment = { LD_LIBRARY_PATH: (await libraryFolders(folder)).join(':') };
  for (const name of names) {
    try {
      return await readServerBinary(join(folder, 'usr/bin', name), environment);
    } catch {
      // Absent, or not able to run: the caller fetches it anew.
    }
  }
  return undefined;
}

async function libraryFolders(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const libraries = files.filter((file) => /^lib.*\.so(\.|$)/.test(file.name));
  return [...new Set(libraries.map((file) => file.parentPath))];
}
