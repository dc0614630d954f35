import { spawnSync } from 'node:child_process';
import { readRelease } from '../../packages/redis-testing/src/ways/debian-release.ts';
import { NoDaemonError } from './docker-daemon.ts';

/** Milliseconds. */
const installLimit = 300_000;

/**
 * Sees to it that there is a `dockerd`: Debian's, installed if it is absent, on a machine that is there for tests alone.
 *
 * @throws NoDaemonError with the reason if there is none.
 */
export async function installDocker(): Promise<void> {
  if (process.env['CI'] !== 'true') throw new NoDaemonError('no Docker daemon answers (where CI=true, one is started)');
  if (process.getuid?.() !== 0) throw new NoDaemonError('no Docker daemon answers, and only root can start one');
  if (succeeds('dockerd', '--version')) return;
  if ((await readRelease())?.id !== 'debian') {
    throw new NoDaemonError('no Docker daemon answers, and only on Debian it is known how to install one');
  }
  console.log('Installing docker.io …');
  const install = ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', 'docker.io'];
  for (const words of [['update'], install]) {
    const { error, status, stderr } = spawnSync('apt-get', words, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout: installLimit,
    });
    // An archive that does not answer fails the update; what counts is whether the others have the package.
    if (status === 0 || words !== install) continue;
    throw new NoDaemonError(`docker.io can't be installed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  }
}

function succeeds(command: string, ...words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}
