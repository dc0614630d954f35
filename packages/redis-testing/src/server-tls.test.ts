import { connect } from 'node:tls';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority, type Certificate } from './certificates/certificate-authority.ts';
import { startProxy } from './proxy/start-proxy.ts';
import type { RedisServer } from './redis-server.ts';
import { runCommand } from './run-command.ts';
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

function asOptions(client: Certificate | undefined): object {
  return { cert: client?.certificate, key: client?.key };
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

  it.each([
    ['required', { none: false, own: true, foreign: false }],
    ['optional', { none: true, own: true, foreign: false }],
    ['none', { none: true, own: true, foreign: true }],
  ] as const)('with client certificates %s lets in who shows: %j', async (clientCertificates, letsIn) => {
    server = await startRedis({ tls: { clientCertificates } });
    const { port, tls } = server;
    const foreign = createCertificateAuthority().issue({ commonName: 'client' });
    const shown = { none: {}, own: asOptions(tls?.client), foreign: asOptions(foreign) };
    for (const [name, options] of Object.entries(shown)) {
      const reply = await pingOverTls(port, { ca: tls?.ca, ...options });
      expect([name, reply === '+PONG\r\n']).toEqual([name, letsIn[name as keyof typeof letsIn]]);
    }
  });

  it('is reached through a proxy by the same trust', async () => {
    server = await startRedis({ tls: { clientCertificates: 'required' }, password: 'secret' });
    await using proxy = await startProxy(server);
    expect(proxy.url).toBe(`rediss://:secret@localhost:${proxy.port}`);
    expect(await runCommand(proxy.url, server.tls, ['PING'])).toBe('PONG');
    expect(proxy.accepted).toBe(1);
  });

  it('speaks nothing else at its port', async () => {
    server = await startRedis({ tls: true });
    const { host, port } = server;
    await expect(runCommand(`redis://${host}:${port}`, undefined, ['PING'])).rejects.toThrow(/closed|ECONNRESET/);
  });
});

describe('users', () => {
  it('are there from the first moment, over every restart', async () => {
    const users = [{ name: 'reader', password: 'pass word', rules: ['~mine:*', '+get'] }];
    server = await startRedis({ users, password: 'secret' });
    const { host, port } = server;
    const asReader = (...words: string[]): Promise<unknown> =>
      runCommand(`redis://reader:pass%20word@${host}:${port}`, undefined, words);
    for (const restarts of [0, 1]) {
      if (restarts === 1) await server.restart();
      await server.command('SET', 'mine:1', 'value');
      expect(await asReader('GET', 'mine:1')).toBe('value');
      await expect(asReader('GET', 'other')).rejects.toThrow('NOPERM');
      await expect(asReader('SET', 'mine:1', 'new')).rejects.toThrow('NOPERM');
      await expect(server.command('AUTH', 'reader', 'wrong')).rejects.toThrow('WRONGPASS');
    }
  });
});

describe('a command', () => {
  it('runs as the administrator, over TLS and with the password, and takes effect on others', async () => {
    server = await startRedis({ tls: { clientCertificates: 'required' }, password: 'secret' });
    expect(await server.command('ACL', 'WHOAMI')).toBe('default');
    await server.command('CONFIG', 'SET', 'maxmemory', '7mb');
    expect(String(await server.command('INFO', 'memory'))).toContain('maxmemory:7340032');
  });

  it('that the server refuses fails with its words', async () => {
    server = await startRedis();
    await expect(server.command('CONFIG', 'SET', 'nonsense', '1')).rejects.toThrow('Unknown option');
  });
});
