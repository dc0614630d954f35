import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { createClient } from 'redis';
import { afterEach, expect, test } from 'vitest';

import { startRedis } from './start-redis.ts';
import type { StartRedisOptions } from './start-redis.ts';
import type { RedisServer } from './redis-server.ts';

/** The first server may have to be fetched. */
const fetchLimit = { timeout: 120_000 };

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(options?: StartRedisOptions): Promise<RedisServer> {
  const server = await startRedis(options);
  cleanups.push(() => server.kill());
  return server;
}

function makeClient(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: false }, commandOptions: { timeout: 0 } });
  client.on('error', () => {});
  cleanups.push(async () => client.isOpen && client.destroy());
  return client;
}

async function connected(url: string) {
  const client = makeClient(url);
  await client.connect();
  return client;
}

async function connectionError(server: RedisServer): Promise<unknown> {
  const socket = connect({ host: server.host, port: server.port });
  const outcome = await once(socket, 'connect').catch((error: NodeJS.ErrnoException) => error.code);
  socket.destroy();
  return outcome;
}

test('a started server stores what a client sets', fetchLimit, async () => {
  const server = await start();
  const client = await connected(server.url);
  await client.set('greeting', 'hello');
  expect(await client.get('greeting')).toBe('hello');
});

test('a server tells the version and the flavour that it says of itself', fetchLimit, async () => {
  const server = await start();
  const client = await connected(server.url);
  const info = await client.info('server');
  expect(info).toContain(`${server.flavour}_version:${server.version}`);
});

test('two servers share neither port nor data', fetchLimit, async () => {
  const [one, other] = await Promise.all([start(), start()]);
  await (await connected(one.url)).set('key', 'value');
  expect(await (await connected(other.url)).get('key')).toBeNull();
  expect(one.port).not.toBe(other.port);
});

test('a server with a password lets in only who has it', fetchLimit, async () => {
  const server = await start({ password: 'p@ss/wörd' });
  expect(await (await connected(server.url)).ping()).toBe('PONG');
  await expect(connected(`redis://${server.host}:${server.port}`)).rejects.toThrow('NOAUTH');
});

test('further arguments reach the server', fetchLimit, async () => {
  const server = await start({ args: ['--maxmemory', '7mb'] });
  const client = await connected(server.url);
  expect(await client.configGet('maxmemory')).toEqual({ maxmemory: String(7 * 1024 * 1024) });
});

test('a server persists nothing', fetchLimit, async () => {
  const client = await connected((await start()).url);
  expect(await client.configGet(['save', 'appendonly'])).toEqual({ save: '', appendonly: 'no' });
});

test('a server that refuses its arguments is an error that shows its log', fetchLimit, async () => {
  await expect(startRedis({ args: ['--maxmemory-policy', 'nonsense'] })).rejects.toThrow(
    expect.objectContaining({
      name: 'RedisStartError',
      message: expect.stringMatching(/did not start[^]*maxmemory-policy/),
    }),
  );
});

test('a wanted port that is taken is an error that names it', fetchLimit, async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  cleanups.push(async () => squatter.close());
  const { port } = squatter.address() as AddressInfo;
  await expect(startRedis({ port })).rejects.toThrow(
    expect.objectContaining({ name: 'PortTakenError', message: expect.stringContaining(String(port)) }),
  );
});

test.for(['stop', 'kill'] as const)('after %s() nothing listens and no file is left', fetchLimit, async (end) => {
  const server = await start();
  const { dir } = await (await connected(server.url)).configGet('dir');
  await server[end]();
  expect(await connectionError(server)).toBe('ECONNREFUSED');
  expect(dir === '/tmp' || !existsSync(String(dir))).toBe(true);
});

test('ending a server twice, in both ways, does no harm', fetchLimit, async () => {
  const server = await start();
  await Promise.all([server.stop(), server.kill(), server.stop()]);
  expect(await connectionError(server)).toBe('ECONNREFUSED');
});

test('disposing ends a server', fetchLimit, async () => {
  const server = await start();
  await server[Symbol.asyncDispose]();
  expect(await connectionError(server)).toBe('ECONNREFUSED');
});

test.for(['stop', 'kill', 'nothing'] as const)(
  'after %s a restart brings it back, empty, at the same url',
  fetchLimit,
  async (before) => {
    const server = await start({ password: 'secret' });
    await (await connected(server.url)).set('key', 'value');
    if (before !== 'nothing') await server[before]();
    await server.restart();
    expect(await (await connected(server.url)).get('key')).toBeNull();
  },
);

test('a paused server answers nobody until it is resumed', fetchLimit, async () => {
  const [paused, other] = await Promise.all([start(), start()]);
  const [client, otherClient] = await Promise.all([connected(paused.url), connected(other.url)]);
  await paused.pause();
  let answered = false;
  const reply = client.ping().finally(() => (answered = true));
  for (let round = 0; round < 100; round += 1) await otherClient.ping();
  expect(answered).toBe(false);
  await paused.resume();
  expect(await reply).toBe('PONG');
});

test.for(['stop', 'kill'] as const)('a paused server can be ended by %s()', fetchLimit, async (end) => {
  const server = await start();
  await server.pause();
  await server[end]();
  expect(await connectionError(server)).toBe('ECONNREFUSED');
});

test('a server that is down can be neither paused nor resumed', fetchLimit, async () => {
  const server = await start();
  await server.kill();
  await expect(server.pause()).rejects.toThrow('restart() it first');
  await expect(server.resume()).rejects.toThrow('restart() it first');
});

test('a server that ended by itself can be restarted', fetchLimit, async () => {
  const server = await start();
  const client = await connected(server.url);
  await client.sendCommand(['SHUTDOWN', 'NOSAVE']).catch(() => {});
  await server.restart();
  expect(await (await connected(server.url)).ping()).toBe('PONG');
});

test('a caller can wait for nothing and still get the calls in order', fetchLimit, async () => {
  const server = await start();
  await Promise.all([server.pause(), server.resume(), server.kill(), server.restart()]);
  expect(await (await connected(server.url)).ping()).toBe('PONG');
});
