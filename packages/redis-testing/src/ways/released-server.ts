import { existsSync } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readServerBinary, type ServerBinary } from '../server-binary.ts';
import { WayClosedError } from '../way.ts';
import { unpackPackages } from './debian-packages.ts';
import { readRelease, type DebianRelease } from './debian-release.ts';
import { fetchedServer } from './fetched-server.ts';
import { unpackedLibraries } from './library-folders.ts';
import { serverReleases, type ServerRelease } from './server-release.ts';

/**
 * A server of some Debian release, with every library that it needs and their loader: it runs on other releases too.
 *
 * The packages come from the machine's own mirror of Debian, with the release replaced, and are accepted only with
 * Debian's signature. The first time they are fetched: about 25 MB with the lists of packages.
 *
 * @throws WayClosedError if this machine is no Debian, or its mirror does not have the release.
 */
export async function releasedServer(cacheFolder: string, name: ServerRelease): Promise<ServerBinary> {
  const machine = await readRelease();
  return await fetchedServer(releaseFolder(cacheFolder, name), {
    what: `${name} of Debian's packages (${serverReleases[name].suite})`,
    unpack: (root, workFolder) => unpackRelease(name, root, workFolder, machine),
    read: (folder) => readReleased(folder, serverReleases[name].package),
  });
}

/** Where it is unpacked: a root file system, as far as the server needs one. */
export function releaseFolder(cacheFolder: string, name: ServerRelease): string {
  return join(cacheFolder, `${name}-${process.arch}`);
}

async function unpackRelease(
  name: ServerRelease,
  root: string,
  workFolder: string,
  machine: DebianRelease | undefined,
): Promise<void> {
  if (machine?.id !== 'debian') {
    throw new WayClosedError(
      `the machine is no Debian, whose archives ${name} comes from: unset REDIS_TESTING_RELEASE, or use a Debian machine`,
    );
  }
  const { suite, package: packageName } = serverReleases[name];
  await unpackPackages([packageName], root, workFolder, machine, suite);
  // What base-files would bring: programs look for their loader at the root.
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) {
    const isMissing = !existsSync(join(root, folder)) && existsSync(join(root, 'usr', folder));
    if (isMissing) await symlink(join('usr', folder), join(root, folder));
  }
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
}

async function readReleased(folder: string, name: string): Promise<ServerBinary | undefined> {
  const { folders, loader } = await unpackedLibraries(folder);
  if (loader === undefined) return undefined;
  const withLoader = [loader, '--library-path', folders.join(':')];
  // Absent, or not able to run: the caller fetches it anew.
  return await readServerBinary(join(folder, 'usr/bin', name), {}, withLoader).catch(() => undefined);
}
