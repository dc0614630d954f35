import { finished } from 'node:stream/promises';

import { Wait } from 'testcontainers';

import { PortTakenError, RedisStartError } from '../launcher.ts';
import type { LaunchSettings, Launcher, RunningServer } from '../launcher.ts';
import { ping } from '../ping.ts';
import { serverArguments } from '../server-arguments.ts';
import { readyLine, ServerLog } from '../server-log.ts';
import type { ContainerSource } from './docker-image.ts';
import { containerPort, RedisContainer } from './redis-container.ts';

type Container = ReturnType<ContainerSource['client']['container']['getById']>;

/** Milliseconds. */
const startLimit = 30_000;
const shutdownLimit = 3_000;

/** Starts servers as containers, one per life. */
export function containerLauncher(source: ContainerSource): Launcher {
  const { serverVersion } = source.client.info.containerRuntime;
  return {
    description: `containers of ${source.image} on Docker ${serverVersion}`,
    launch: (settings) => launchContainer(source, settings),
  };
}

async function launchContainer(
  { client, image, command }: ContainerSource,
  settings: LaunchSettings,
): Promise<RunningServer> {
  const daemon = client.info.containerRuntime.host;
  // A daemon on this machine maps the port to loopback; one that is reached over the network can't.
  const local = ['localhost', '127.0.0.1', '::1'].includes(daemon);
  const host = local ? '127.0.0.1' : daemon;
  const log = new ServerLog();
  const placement = { port: containerPort, bind: ['*'], folder: '/tmp' };
  const redis = new RedisContainer(image)
    .withPort(settings.port, local ? host : '0.0.0.0')
    .withCommand([command, ...serverArguments(settings, placement), '--protected-mode', 'no'])
    .withCopyContentToContainer(
      Object.entries(settings.tls?.files ?? {}).map(([name, content]) => ({
        content,
        target: `/tmp/${name}`,
        mode: 0o644,
      })),
    )
    .withLogConsumer((stream) => log.follow(stream))
    .withWaitStrategy(Wait.forLogMessage(readyLine))
    .withStartupTimeout(startLimit);
  const watch = new AbortController();
  const container = redis.created.then((id) => client.container.getById(id));
  try {
    const started = await Promise.race([redis.start(), container.then((made) => failAtEnd(made, watch.signal))]);
    await ping(host, settings.port, startLimit, settings.tls?.forClients);
    const made = await container;
    return {
      host,
      version: log.version?.version ?? 'unknown',
      flavour: log.version?.flavour ?? 'redis',
      end: async () => void (await started.stop({ timeout: shutdownLimit })),
      kill: async () => void (await made.remove({ force: true, v: true })),
      pause: async () => void (await made.pause()),
      resume: async () => void (await made.unpause()),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const taken = /port is already allocated|address already in use/i.test(reason);
    const lastWords = redis.wasCreated ? await buryWithLog(client, await container) : '';
    throw new (taken ? PortTakenError : RedisStartError)(
      `A container of ${image} did not start at ${host}:${settings.port}: ${reason}. Its log:\n${lastWords || log.tail || '(empty)'}`,
      { cause: error },
    );
  } finally {
    watch.abort();
  }
}

/** Testcontainers waits for ports to appear, also those of a container that has ended. */
async function failAtEnd(container: Container, abortSignal: AbortSignal): Promise<never> {
  await container.wait({ condition: 'next-exit', abortSignal });
  throw new Error('it ended');
}

/** Removes what is left of a container, and tells the end of its log; testcontainers may have been faster. */
async function buryWithLog(
  { container: containers }: ContainerSource['client'],
  container: Container,
): Promise<string> {
  const log = new ServerLog();
  await container.kill().catch(() => {});
  try {
    const stream = await containers.logs(container);
    log.follow(stream);
    await finished(stream);
  } catch {
    // It is gone: what was heard while it lived must do.
  }
  await container.remove({ force: true, v: true }).catch(() => {});
  return log.tail;
}
