import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';
import type { RedisTls } from './server-tls.ts';

/**
 * Resolves when the server answers PING. Being told to log in is an answer too, so no password is needed.
 *
 * @throws Error if it can't be reached, answers that it is not ready, or does not answer in time (milliseconds).
 */
export async function ping(host: string, port: number, timeout: number, tls?: RedisTls): Promise<void> {
  const socket: Socket =
    tls === undefined
      ? connectPlain({ host, port })
      : connectEncrypted({
          host,
          port,
          ca: tls.ca,
          cert: tls.client.certificate,
          key: tls.client.key,
          servername: 'localhost',
        });
  try {
    socket.write('PING\r\n');
    const [reply] = await once(socket.setEncoding('utf8'), 'data', {
      signal: AbortSignal.timeout(timeout),
    });
    if (!/^(\+PONG|-NOAUTH|-NOPERM)/.test(String(reply))) {
      throw new Error(`PING to ${host}:${port} was answered by: ${String(reply).trim()}`);
    }
  } finally {
    socket.on('error', () => {}).destroy();
  }
}
