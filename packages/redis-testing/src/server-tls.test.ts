import { connect } from 'node:tls';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from './certificates/certificate-authority.ts';
import type { RedisServer } from './redis-server.ts';
import { startRedis } from './start-redis.ts';

let server: RedisServer | undefined;

afterEach(() => server?.kill());

/** What a server answers to a PING over TLS, or why it does not. */
async function pingOverTls(port: number, options: object): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...options });
  try {
    const reply = once(socket, 'data');
    socket.write('PING\r\n');
    return String((await reply)[0]);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

describe('a server with TLS', () => {
  it('is trusted by who trusts its authority alone, by name and by address, also after a restart', async () => {
    server = await startRedis({ tls: true, password: 'secret' });
    const { port, tls, url } = server;
    expect(url).toBe(`rediss://:secret@localhost:${port}`);
    expect(await pingOverTls(port, { ca: tls?.ca })).toContain('NOAUTH');
    expect(await pingOverTls(port, { ca: tls?.ca, servername: undefined })).toContain('NOAUTH');
    expect(await pingOverTls(port, {})).toMatch(/CERT|SIGNATURE/);
    expect(await pingOverTls(port, { ca: createCertificateAuthority().certificate })).toMatch(/CERT|SIGNATURE/);
    await server.restart();
    expect(await server.command('PING')).toBe('PONG');
  });

  it('can want a certificate of its own authority from clients', async () => {
    server = await startRedis({ tls: { clientCertificates: 'required' } });
    const { port, tls } = server;
    const client = { cert: tls?.client.certificate, key: tls?.client.key };
    expect(await pingOverTls(port, { ca: tls?.ca, ...client })).toBe('+PONG\r\n');
    expect(await pingOverTls(port, { ca: tls?.ca })).not.toContain('PONG');
  });
});

describe('users', () => {
  it('are there from the first moment, over every restart', async () => {
    const users = [{ name: 'reader', password: 'pass word', rules: ['~mine:*', '+get', '+ping'] }];
    server = await startRedis({ users });
    for (const restarts of [0, 1]) {
      if (restarts === 1) await server.restart();
      expect(await server.command('ACL', 'DRYRUN', 'reader', 'GET', 'mine:1')).toBe('OK');
      expect(await server.command('ACL', 'DRYRUN', 'reader', 'GET', 'other')).toContain('no permissions');
      await expect(server.command('AUTH', 'reader', 'wrong')).rejects.toThrow('WRONGPASS');
      expect(await server.command('AUTH', 'reader', 'pass word')).toBe('OK');
    }
  });
});
