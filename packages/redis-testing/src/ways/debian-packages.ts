import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { DebianRelease } from './debian-release.ts';
import { privateApt } from './private-apt.ts';

const run = promisify(execFile);

/** Whether the tools that the packages are fetched and unpacked with are there. */
export async function hasPackageTools(): Promise<boolean> {
  try {
    await Promise.all(['apt-get', 'dpkg-deb'].map((tool) => run(tool, ['--version'])));
    return true;
  } catch {
    return false;
  }
}

/**
 * Downloads the first of the packages that the machine's release has, with whatever it needs that is not installed, and
 * unpacks all of it under `root`. None of its scripts is run.
 *
 * @param suite another release of the system, by its codename: then all that it needs is fetched, the C library too.
 * @param workFolder for lists and downloads; to be removed by the caller.
 * @throws Error with apt-get's words if none can be had.
 */
export async function unpackPackages(
  names: readonly string[],
  root: string,
  workFolder: string,
  release: DebianRelease,
  suite?: string,
): Promise<void> {
  const apt = await privateApt(workFolder, release, suite);
  // An archive that does not answer fails the update; what counts is whether the others have the package.
  const updated = await apt.get('update').catch(messageOf);
  const failures: string[] = [];
  for (const name of names) {
    try {
      await apt.get('install', '--download-only', '--yes', '--no-install-recommends', name);
    } catch (error) {
      failures.push(messageOf(error));
      continue;
    }
    return await unpackAll(apt.archives, root);
  }
  throw new Error([...failures, updated].join('\n').trim());
}

async function unpackAll(archives: string, root: string): Promise<void> {
  await mkdir(root);
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(archives, file), root]);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
