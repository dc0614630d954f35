import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startProxy, type FaultProxy } from './start-proxy.ts';

let server: Server;
let proxy: FaultProxy;

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  server.close();
});

/** A proxy of a server that does as told with the one connection that comes. */
async function proxyOf(onConnection: (socket: Socket) => void): Promise<void> {
  server = createServer((socket) => onConnection(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
}

function open(): Socket {
  return connect(proxy.port, proxy.host).on('error', () => {});
}

/** Resolves when this many bytes have come, with all that have. */
function received(socket: Socket, size: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let missing = size;
  return new Promise((resolve) => {
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      socket.off('data', take);
      resolve(Buffer.concat(chunks));
    };
    socket.on('data', take);
  });
}

/** Milliseconds. */
async function duration(work: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work;
  return performance.now() - from;
}

const megabyte = 1_048_576;
/** What 'close' says of a connection that did not end in good order. */
const isReset = true;

describe('delay()', () => {
  it('makes each piece so much later, and those after it no later than that', async () => {
    const turns = new EventEmitter();
    await proxyOf((socket) => socket.on('data', (bytes) => socket.write(bytes, () => turns.emit('answered'))));
    proxy.delay(100);
    const socket = open();
    const all = received(socket, 20);
    const took = duration(all);
    // Each is answered on its own, before the one before has arrived.
    for (let index = 0; index < 20; index++) {
      const answered = once(turns, 'answered');
      socket.write(Buffer.of(index));
      await answered;
    }
    expect([...(await all)]).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(await took).toBeGreaterThanOrEqual(100);
    expect(await took).toBeLessThan(1_000);
  });

  it('ends at once by resume()', async () => {
    await proxyOf((socket) => socket.write('hello'));
    proxy.delay(3_600_000);
    const reply = received(open(), 5);
    await once(server, 'connection');
    proxy.resume();
    expect(String(await reply)).toBe('hello');
  });
});

describe('throttle()', () => {
  it('sends no faster, everything, in order, and the end after it', async () => {
    const content = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
    await proxyOf((socket) => socket.end(content));
    proxy.throttle(100_000);
    const socket = open();
    const ended = once(socket, 'end');
    const arrival = received(socket, content.length);
    expect(await duration(arrival)).toBeGreaterThanOrEqual(200);
    expect(content.equals(await arrival)).toBe(true);
    await ended;
  });

  it('makes the server wait, instead of holding what it sends', async () => {
    let sender: Socket | undefined;
    await proxyOf((socket) => {
      sender = socket;
      for (let index = 0; index < 64; index++) socket.write(Buffer.alloc(megabyte));
    });
    proxy.throttle(20 * megabyte);
    const socket = open();
    await received(socket, 2 * megabyte);
    // The buffers of two connections on loopback hold some megabytes.
    expect(sender?.writableLength).toBeGreaterThan(32 * megabyte);
    proxy.resume();
    await received(socket, 61 * megabyte);
  });

  it('ends at once by resume(), and by cut()', async () => {
    await proxyOf((socket) => socket.write(Buffer.alloc(megabyte)));
    proxy.throttle(1);
    const all = received(open(), megabyte);
    await once(server, 'connection');
    proxy.resume();
    expect(await all).toHaveLength(megabyte);
    proxy.throttle(1);
    const other = open();
    await once(server, 'connection');
    const closed = new Promise((resolve) => other.on('close', resolve));
    proxy.cut();
    expect(await closed).toBe(isReset);
  });

  it('refuses to be a standstill', async () => {
    await proxyOf(() => {});
    expect(() => proxy.throttle(0)).toThrow(RangeError);
  });
});

describe('an end', () => {
  it('comes after all that a server sent before it, also when the client reads late', async () => {
    await proxyOf((socket) => socket.end(Buffer.alloc(64 * megabyte)));
    const socket = open().pause();
    await once(server, 'connection');
    // All buffers on the way fill.
    for (let turns = 0; turns < 500; turns++) await nextTurn();
    const ended = once(socket, 'end');
    expect(await received(socket.resume(), 64 * megabyte)).toHaveLength(64 * megabyte);
    await ended;
  });

  it.each(['a reset', 'nobody listening'])('by %s is a reset for the client', async (kind) => {
    await proxyOf((socket) => socket.resetAndDestroy());
    if (kind === 'nobody listening') await new Promise((resolve) => server.close(resolve));
    const [error] = await once(open(), 'error').catch((reason: unknown) => [reason]);
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });
});
