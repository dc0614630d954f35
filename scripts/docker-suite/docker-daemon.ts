import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dockerAnswers } from '../../packages/redis-testing/src/ways/docker-answers.ts';

/** A Docker daemon of this run's own; disposing ends it and removes all that it stored. */
export interface DockerDaemon extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** How it was started. */
  readonly description: string;
}

/** No daemon can be started here; the message says why. */
export class NoDaemonError extends Error {
  override readonly name = 'NoDaemonError';
}

/** Milliseconds. */
const startLimit = 30_000;
const shutdownLimit = 15_000;
const logLines = 8;

/** As it is used, and with as little as containers on the host's network need. */
const attempts: readonly (readonly string[])[] = [[], ['--iptables=false', '--bridge=none', '--storage-driver=vfs']];

/** Starts `dockerd` by hand, with a socket and a folder of its own. @throws NoDaemonError with the ends of its logs. */
export async function startDaemon(): Promise<DockerDaemon> {
  const reasons: string[] = [];
  for (const options of attempts) {
    try {
      return await startWith(options);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new NoDaemonError(`dockerd does not start.\n${reasons.join('\n')}`);
}

async function startWith(options: readonly string[]): Promise<DockerDaemon> {
  const folder = await mkdtemp(path.join(tmpdir(), 'docker-suite-'));
  const at = (name: string): string => path.join(folder, name);
  const description = ['dockerd', ...options].join(' ');
  const host = `unix://${at('docker.sock')}`;
  const own = ['--host', host, '--pidfile', at('pid'), '--data-root', at('data'), '--exec-root', at('exec')];
  const log = createWriteStream(at('log'));
  await once(log, 'open');
  const child = spawn('dockerd', [...own, ...options], { stdio: ['ignore', log, log], detached: true });
  const state = { hasEnded: false };
  const ended = once(child, 'close')
    .catch((error: unknown) => log.write(String(error)))
    .finally(() => (state.hasEnded = true));
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), shutdownLimit);
    await ended;
    clearTimeout(timer);
    await removeFolder(folder);
  };

  const limit = performance.now() + startLimit;
  while (!(await dockerAnswers({ DOCKER_HOST: host }))) {
    if (state.hasEnded || performance.now() > limit) {
      const lines = (await readFile(at('log'), 'utf8')).trim().split('\n').slice(-logLines);
      await end();
      throw new Error(`${description} did not get ready. The end of its log:\n${lines.join('\n')}`);
    }
    await wait(200);
  }
  return { host, description, [Symbol.asyncDispose]: end };
}

/** The daemon leaves the networks of its containers mounted. */
async function removeFolder(folder: string): Promise<void> {
  const networks = path.join(folder, 'exec', 'netns');
  for (const name of await readdir(networks).catch(() => [])) {
    spawnSync('umount', ['--lazy', path.join(networks, name)], { stdio: 'ignore' });
  }
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
    console.error(`${folder} could not be removed: ${String(error)}`);
  });
}
