import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below what Linux, macOS and Windows lend to outgoing connections (32768 and up): while a killed server is away, no
 * client socket can be given its port, and no reconnecting client can by chance connect to itself.
 */
const firstPort = 16_384;
const endOfPorts = 32_768;

/** A loopback TCP port that nothing listens on at this moment; another process may still take it first. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, endOfPorts);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
