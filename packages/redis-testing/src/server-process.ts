import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { PortTakenError, RedisStartError } from './launcher.ts';
import type { LaunchSettings, Launcher, RunningServer } from './launcher.ts';
import { ping } from './ping.ts';
import { serverArguments } from './server-arguments.ts';
import type { ServerBinary } from './server-binary.ts';
import { ServerLog } from './server-log.ts';
import { watchOver } from './watchdog.ts';

type ServerChild = ChildProcessByStdio<null, Readable, Readable>;

const host = '127.0.0.1';
/** Milliseconds. */
const startLimit = 10_000;
const shutdownLimit = 3_000;

/** Starts servers as child processes of this one, each in a temporary folder of its own. */
export function processLauncher(binary: ServerBinary, description: string): Launcher {
  return { description, launch: (settings) => launchProcess(binary, settings) };
}

async function launchProcess(binary: ServerBinary, settings: LaunchSettings): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-testing-'));
  for (const [name, content] of Object.entries(settings.tls?.files ?? {})) await writeFile(join(folder, name), content);
  const placement = { port: settings.port, bind: [host], folder };
  const [command = binary.path, ...words] = [...binary.loader, binary.path, ...serverArguments(settings, placement)];
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...process.env, ...binary.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for the tests, which then stop their servers.
    detached: true,
  });
  const log = new ServerLog();
  log.follow(child.stdout);
  log.follow(child.stderr);
  const closed = once(child, 'close').catch(() => {});
  const release = child.pid === undefined ? () => {} : watchOver(child.pid, folder);
  const gone = closed.then(async () => {
    release();
    return await rm(folder, { recursive: true, force: true });
  });

  const finish = async (signal: NodeJS.Signals): Promise<void> => {
    hold(child);
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), shutdownLimit);
    await gone;
    clearTimeout(timer);
  };
  const send = async (signal: NodeJS.Signals): Promise<void> => {
    if (!child.kill(signal)) {
      throw new Error(`The server at port ${settings.port} has ended by itself: restart() it. Its log:\n${log.tail}`);
    }
  };

  try {
    await waitUntilReady(log, closed, settings);
  } catch (error) {
    await finish('SIGKILL');
    const failure = log.saysPortTaken ? PortTakenError : RedisStartError;
    const reason = error instanceof Error ? error.message : String(error);
    throw new failure(
      `${binary.path} did not start at ${host}:${settings.port}: ${reason}. Its log:\n${log.tail || '(empty)'}`,
      { cause: error },
    );
  }
  letGo(child);
  return {
    host,
    version: binary.version,
    flavour: binary.flavour,
    end: () => finish('SIGTERM'),
    kill: () => finish('SIGKILL'),
    pause: () => send('SIGSTOP'),
    resume: () => send('SIGCONT'),
  };
}

async function waitUntilReady(log: ServerLog, closed: Promise<unknown>, { port, tls }: LaunchSettings): Promise<void> {
  const limit = AbortSignal.timeout(startLimit);
  const late = once(limit, 'abort').then(() => {
    throw new Error(`it was not ready after ${startLimit} ms`);
  });
  const ended = closed.then(() => {
    throw new Error('it ended');
  });
  // The log comes first: a PING alone might be answered by another server that holds the port.
  await Promise.race([log.ready, ended, late]);
  await ping(host, port, startLimit, tls?.forClients);
}

/** A server that nobody stops does not keep this process from ending. */
function letGo(child: ServerChild): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
}

function hold(child: ServerChild): void {
  child.ref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.ref();
}
