import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { getContainerRuntimeClient } from 'testcontainers';
import { releasedServer, releaseFolder } from './released-server.ts';
import { serverReleases, type ServerRelease } from './server-release.ts';

/**
 * Makes an image of a server that a Debian release has, from its unpacked packages: nothing is pulled.
 *
 * @returns Its name, for REDIS_TESTING_IMAGE.
 * @throws WayClosedError if the packages can't be had; Error with the words of tar or the daemon if it can't be made.
 */
export async function makeReleaseImage(cacheFolder: string, release: ServerRelease): Promise<string> {
  await releasedServer(cacheFolder, release);
  const { container } = await getContainerRuntimeClient();
  const name = { repo: 'redis-testing', tag: release };
  const changes = `CMD ["${serverReleases[release].package}"]`;
  const tar = spawn('tar', ['--create', '--numeric-owner', '--directory', releaseFolder(cacheFolder, release), '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [progress, [code]] = await Promise.all([
    container.dockerode.importImage(tar.stdout, { ...name, changes }).then(text),
    once(tar, 'close'),
  ]);
  // The daemon answers before it is done, and says at the end of what it says how it went.
  if (code !== 0 || progress.includes('"error"')) {
    throw new Error(`No image could be made of ${release}: tar ended with ${code}, Docker said ${progress.trim()}`);
  }
  return `${name.repo}:${name.tag}`;
}
