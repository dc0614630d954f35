import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RedisServer } from '../redis-server.ts';
import { startRedis } from '../start-redis.ts';
import { startProxy, type FaultProxy } from './start-proxy.ts';

let server: RedisServer;
let proxy: FaultProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = await startRedis();
  proxy = await startProxy(server);
}, 120_000);

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy[Symbol.asyncDispose]();
  await server.kill();
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, proxy.host).on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** What comes back for a command. */
async function ask(socket: Socket, command: string): Promise<string> {
  const reply = once(socket, 'data');
  socket.write(`${command}\r\n`);
  return String((await reply)[0]);
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.on('close', () => resolve());
  });
}

/** Resolves when this many bytes have come. */
function received(socket: Socket, size: number): Promise<void> {
  let missing = size;
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      missing -= chunk.length;
      if (missing <= 0) resolve();
    });
  });
}

/** Does an answer come before a command over another way has been answered a few times? */
async function isSilent(socket: Socket): Promise<boolean> {
  let heard = false;
  const listen = (): void => {
    heard = true;
  };
  socket.on('data', listen);
  for (let times = 0; times < 20; times++) await server.command('PING');
  socket.off('data', listen);
  return !heard;
}

describe('startProxy', () => {
  it('passes on what is asked and answered', async () => {
    const socket = await open();
    expect(await ask(socket, 'PING')).toBe('+PONG\r\n');
    expect([proxy.accepted, proxy.open]).toEqual([1, 1]);
    socket.destroy();
    await proxy.emptied();
    expect(proxy.open).toBe(0);
  });

  it('holds back what is sent while it stalls, and delivers it afterwards, in order, also when the client has gone', async () => {
    const socket = await open();
    expect(await ask(socket, 'PING')).toBe('+PONG\r\n');
    proxy.stall();
    socket.write('SET key 1\r\nSET key 2\r\n');
    expect(await isSilent(socket)).toBe(true);
    expect(await server.command('GET', 'key')).toBeNull();
    socket.destroy();
    await proxy.emptied();
    proxy.resume();
    while ((await server.command('GET', 'key')) !== '2');
  });

  it('can stall what is open alone, or one direction', async () => {
    const old = await open();
    expect(await ask(old, 'PING')).toBe('+PONG\r\n');
    proxy.stall({ onlyOpen: true, direction: 'toClient' });
    old.write('SET key 1\r\n');
    const fresh = await open();
    expect(await ask(fresh, 'PING')).toBe('+PONG\r\n');
    while ((await server.command('GET', 'key')) !== '1');
    expect(await isSilent(old)).toBe(true);
  });

  it('loses everything behind a blackhole for ever, while later connections work', async () => {
    const old = await open();
    expect(await ask(old, 'PING')).toBe('+PONG\r\n');
    proxy.blackhole();
    old.write('SET key 1\r\n');
    expect(await isSilent(old)).toBe(true);
    proxy.resume();
    expect(await isSilent(old)).toBe(true);
    expect(await ask(await open(), 'GET key')).toBe('$-1\r\n');
  });

  it('cuts by a reset, and refuses until it resumes', async () => {
    const socket = await open();
    proxy.cut();
    await closed(socket);
    proxy.refuse();
    const refused = connect(proxy.port, proxy.host).on('error', () => {});
    await closed(refused);
    proxy.resume();
    const next = proxy.nextConnection();
    expect(await ask(await open(), 'PING')).toBe('+PONG\r\n');
    await next;
  });

  it('delays and throttles answers, and keeps their order', async () => {
    const socket = await open();
    proxy.delay(60);
    let from = performance.now();
    expect(await ask(socket, 'PING')).toBe('+PONG\r\n');
    expect(performance.now() - from).toBeGreaterThanOrEqual(55);
    proxy.delay(0);
    proxy.throttle(100_000);
    await server.command('SET', 'key', 'x'.repeat(20_000));
    from = performance.now();
    socket.write('GET key\r\n');
    await received(socket, 20_000);
    expect(performance.now() - from).toBeGreaterThanOrEqual(190);
  });
});
