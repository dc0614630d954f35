import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { announce } from '../announce.ts';
import type { ServerBinary } from '../server-binary.ts';
import { WayClosedError } from '../way.ts';
import { hasPackageTools } from './debian-packages.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** How a folder comes to hold a server. */
export interface FetchRecipe {
  /** What is fetched, for the line that says so. */
  readonly what: string;
  /** Fills a new folder `root`; the other one is for what is needed meanwhile. */
  readonly unpack: (root: string, workFolder: string) => Promise<void>;
  /** The server of a filled folder; undefined if it is absent or does not run. */
  readonly read: (folder: string) => Promise<ServerBinary | undefined>;
}

/**
 * The server in a folder of the cache, which is fetched if it is not there. Of several processes that want it, one
 * fetches; the others wait for it.
 *
 * @throws WayClosedError if this is no Debian-like machine, or its archives can't be reached.
 */
export async function fetchedServer(folder: string, recipe: FetchRecipe): Promise<ServerBinary> {
  const present = await recipe.read(folder);
  if (present !== undefined) return present;
  if (!(await hasPackageTools())) {
    throw new WayClosedError('this is no Debian-like machine with apt-get and dpkg-deb');
  }
  try {
    await mkdir(dirname(folder), { recursive: true });
    return await oneAtATime(folder, async () => (await recipe.read(folder)) ?? (await fetch(folder, recipe)));
  } catch (error) {
    throw new WayClosedError(
      `${recipe.what} could not be unpacked into ${folder} (REDIS_TESTING_CACHE names another place): ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
}

/** A finished folder appears under its name at once, so that no process ever sees half of one. */
async function fetch(folder: string, { what, unpack, read }: FetchRecipe): Promise<ServerBinary> {
  announce(`fetching ${what} into ${folder} (once, some seconds)`);
  const workFolder = await mkdtemp(`${folder}.part-`);
  try {
    const root = join(workFolder, 'root');
    await unpack(root, workFolder);
    // One that is there and yet did not run: its machine has lost a library that the packages could rely on.
    await rename(folder, join(workFolder, 'old')).catch(() => {});
    await rename(root, folder).catch(async (error: unknown) => {
      if ((await read(folder)) === undefined) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  const binary = await read(folder);
  if (binary === undefined) throw new Error('what was unpacked does not run on this machine');
  return binary;
}
