import { join } from 'node:path';
import { readServerBinary } from '../server-binary.ts';
import type { ServerBinary } from '../server-binary.ts';
import { processLauncher } from '../server-process.ts';
import { WayClosedError } from '../way.ts';
import type { Way } from '../way.ts';
import { unpackPackages } from './debian-packages.ts';
import { readRelease } from './debian-release.ts';
import { fetchedServer } from './fetched-server.ts';
import { unpackedLibraries } from './library-folders.ts';
import { releasedServer } from './released-server.ts';

const names = ['redis-server', 'valkey-server'] as const;

/** The server of the machine's own release, or the one that REDIS_TESTING_RELEASE names. */
export const debianWay: Way = {
  name: 'debian',
  async prepare({ cacheFolder, release }) {
    const binary =
      release === undefined ? await unpackedServer(cacheFolder) : await releasedServer(cacheFolder, release);
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
  return await fetchedServer(join(cacheFolder, `${release.id}-${release.version}-${process.arch}`), {
    what: "a server from Debian's packages",
    unpack: (root, workFolder) => unpackPackages(names, root, workFolder, release),
    read: readUnpacked,
  });
}

async function readUnpacked(folder: string): Promise<ServerBinary | undefined> {
  const { folders } = await unpackedLibraries(folder);
  const environment = { LD_LIBRARY_PATH: folders.join(':') };
  for (const name of names) {
    try {
      return await readServerBinary(join(folder, 'usr/bin', name), environment);
    } catch {
      // Absent, or not able to run: the caller fetches it anew.
    }
  }
  return undefined;
}
