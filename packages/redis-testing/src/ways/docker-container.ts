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

const loopback = '127.0.0.1';
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

async function launchContainer(source: ContainerSource, settings: LaunchSettings): Promise<RunningServer> {
  const { client, image } = source;
  const { host, container: redis } = placed(source, settings);
  const log = new ServerLog();
  redis
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
    const lastWords = redis.wasCreated ? await buryWithLog(client, await container) : '';
    const taken = /port is already allocated|address already in use/i.test(`${reason} ${lastWords} ${log.tail}`);
    throw new (taken ? PortTakenError : RedisStartError)(
      `A container of ${image} did not start at ${host}:${settings.port}: ${reason}. Its log:\n${lastWords || log.tail || '(empty)'}`,
      { cause: error },
    );
  } finally {
    watch.abort();
  }
}

/**
 * At a mapped port, or on the host's network: where ports can't be mapped, and for a server that tells others its address,
 * which must hold inside and outside.
 *
 * @throws RedisStartError for the latter where containers don't share this machine's network.
 */
function placed(source: ContainerSource, settings: LaunchSettings): { host: string; container: RedisContainer } {
  const { client, image, command, mapsPorts } = source;
  const { port, group } = settings;
  const container = new RedisContainer(image);
  if (group !== undefined && process.platform !== 'linux') {
    throw new RedisStartError(
      "Containers can't form a Cluster or a Sentinel group here: that takes Docker's host network, which Linux alone has. " +
        'Set REDIS_TESTING=path to start them as processes.',
    );
  }
  if (group !== undefined || !mapsPorts) {
    const placement = { port, bind: [loopback], folder: '/tmp' };
    container.onHost(group?.folder).withCommand([command, ...serverArguments(settings, placement)]);
    return { host: loopback, container };
  }
  const placement = { port: containerPort, bind: ['*'], folder: '/tmp' };
  const daemon = client.info.containerRuntime.host;
  // A daemon on this machine maps the port to loopback; one that is reached over the network can't.
  const local = ['localhost', loopback, '::1'].includes(daemon);
  container
    .withPort(port, local ? loopback : '0.0.0.0')
    .withCommand([command, ...serverArguments(settings, placement), '--protected-mode', 'no']);
  return { host: local ? loopback : daemon, container };
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
