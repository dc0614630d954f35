import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/**
 * Runs the work that processes of this machine name alike one after the other.
 *
 * The lock is an abstract Unix socket (Linux only), which the system takes back when its holder ends, however it ends.
 */
export async function oneAtATime<T>(thing: string, work: () => Promise<T>): Promise<T> {
  const name = `\0redis-testing-${createHash('sha256').update(thing).digest('hex')}`;
  const waiting = new Set<Socket>();
  const lock = createServer((socket) => {
    waiting.add(socket.on('error', () => {}));
  });
  while (!(await take(lock, name))) await released(name);
  try {
    return await work();
  } finally {
    lock.close();
    for (const socket of waiting) socket.destroy();
  }
}

async function take(lock: Server, name: string): Promise<boolean> {
  lock.listen(name);
  try {
    await once(lock, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** The holder accepts whoever waits, and its sockets close with the lock. */
async function released(name: string): Promise<void> {
  const socket = connect(name);
  // Refused: the holder went between the try and this.
  await once(socket.resume(), 'close').catch(() => {});
}
