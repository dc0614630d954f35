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
  server = await startRedis({ password: 'secret' });
  proxy = await startProxy(server);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy[Symbol.asyncDispose]();
  await server.kill();
});

/** A connection that is logged in, by a complete exchange through the proxy. */
async function login(): Promise<Socket> {
  const socket = open();
  expect(await ask(socket, 'AUTH secret')).toBe('+OK\r\n');
  return socket;
}

function open(): Socket {
  const socket = connect(proxy.port, proxy.host).on('error', () => {});
  sockets.push(socket);
  return socket;
}

/** What comes back for a command. */
async function ask(socket: Socket, command: string): Promise<string> {
  const reply = once(socket, 'data');
  socket.write(`${command}\r\n`);
  return String((await reply)[0]);
}

/** Why a connection is closed. */
async function ending(socket: Socket): Promise<string> {
  let reason = 'end';
  socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    reason = code;
  });
  if (!socket.closed) await new Promise((resolve) => socket.on('close', resolve));
  return reason;
}

/** Resolves when `RPUSH done 1` has reached the server. */
function done(): Promise<unknown> {
  return server.command('BLPOP', 'done', '0');
}

/** Does nothing come before a server's answers over another way have, many times? */
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

describe('a proxy', () => {
  it('passes on what is asked and answered, under the url of its server', async () => {
    expect(proxy.url).toBe(`redis://:secret@127.0.0.1:${proxy.port}`);
    expect(await ask(await login(), 'PING')).toBe('+PONG\r\n');
  });

  it('counts connections, and tells when one has come and when none is left', async () => {
    const two = proxy.nextConnection(2);
    const [one, other] = [await login(), await login()];
    await two;
    expect([proxy.accepted, proxy.open]).toEqual([2, 2]);
    one.destroy();
    other.destroy();
    await proxy.emptied();
    expect([proxy.accepted, proxy.open]).toEqual([2, 0]);
  });

  it('that is disposed of leaves neither a connection nor a port', async () => {
    const socket = await login();
    proxy.stall();
    await proxy[Symbol.asyncDispose]();
    expect(await ending(socket)).toBe('ECONNRESET');
    expect(await ending(open())).toBe('ECONNREFUSED');
    proxy = await startProxy(server);
  });
});

describe('stall()', () => {
  it('holds what is sent, and delivers it after resume(), in order', async () => {
    const socket = await login();
    proxy.stall();
    socket.write('SET key 1\r\nSET key 2\r\n');
    expect(await isSilent(socket)).toBe(true);
    expect(await server.command('GET', 'key')).toBeNull();
    const replies = once(socket, 'data');
    proxy.resume();
    expect(String((await replies)[0])).toBe('+OK\r\n+OK\r\n');
    expect(await server.command('GET', 'key')).toBe('2');
  });

  it('delivers what a client had sent also when the client has gone meanwhile', async () => {
    const socket = await login();
    proxy.stall();
    for (const command of ['SET key 1', 'SET key 2', 'RPUSH done 1']) {
      await new Promise((resolve) => socket.write(`${command}\r\n`, resolve));
    }
    socket.destroy();
    await proxy.emptied();
    proxy.resume();
    await done();
    expect(await server.command('GET', 'key')).toBe('2');
  });

  it('does not tell that the server has gone until resume()', async () => {
    const socket = await login();
    proxy.stall();
    await server.restart();
    expect(await isSilent(socket)).toBe(true);
    expect(socket.closed).toBe(false);
    proxy.resume();
    await ending(socket);
  });

  it('in one direction leaves the other alone, and both add up', async () => {
    const socket = await login();
    proxy.stall({ direction: 'toClient' });
    socket.write('RPUSH done 1\r\n');
    await done();
    expect(await isSilent(socket)).toBe(true);
    proxy.stall({ direction: 'toServer' });
    socket.write('SET key 1\r\n');
    expect(await isSilent(socket)).toBe(true);
    expect(await server.command('GET', 'key')).toBeNull();
  });

  it('holds for later connections too, unless for those alone that are open', async () => {
    const old = await login();
    proxy.stall({ onlyOpen: true });
    old.write('PING\r\n');
    await login();
    expect(await isSilent(old)).toBe(true);
    proxy.stall();
    const later = open();
    later.write('AUTH secret\r\n');
    expect(await isSilent(later)).toBe(true);
  });
});

describe('blackhole()', () => {
  it('loses everything on what is open, for ever, while later connections work', async () => {
    const old = await login();
    proxy.blackhole();
    old.write('SET key 1\r\n');
    expect(await isSilent(old)).toBe(true);
    proxy.resume();
    expect(await isSilent(old)).toBe(true);
    expect(await ask(await login(), 'GET key')).toBe('$-1\r\n');
    await server.restart();
    expect(await isSilent(old)).toBe(true);
    expect(old.closed).toBe(false);
  });

  it('loses also what was held', async () => {
    const old = await login();
    proxy.stall();
    old.write('SET key 1\r\n');
    expect(await isSilent(old)).toBe(true);
    proxy.blackhole();
    proxy.resume();
    expect(await isSilent(old)).toBe(true);
    expect(await server.command('GET', 'key')).toBeNull();
  });
});

describe('cut() and refuse()', () => {
  it('resets what is open; what comes later works', async () => {
    const socket = await login();
    proxy.cut();
    expect(await ending(socket)).toBe('ECONNRESET');
    await login();
  });

  it('resets what comes until resume(), and leaves alone what is open', async () => {
    const socket = await login();
    proxy.refuse();
    expect(await ending(open())).toBe('ECONNRESET');
    expect(await ask(socket, 'PING')).toBe('+PONG\r\n');
    proxy.resume();
    await login();
  });
});
