import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { createCertificateAuthority, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { rejection } from './test/rejection.ts';
import { runModule } from './test/run-module.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cache-redis-tls-'));
const authority = path.join(folder, 'authority.pem');
let server: RedisServer;
let strict: RedisServer;

beforeAll(async () => {
  server = await startRedis({ tls: true });
  strict = await startRedis({ tls: { clientCertificates: 'required' } });
  writeFileSync(authority, server.tls?.ca ?? '');
});

afterAll(async () => {
  await server.kill();
  await strict.kill();
  rmSync(folder, { recursive: true });
});

/** Stores and reads something. */
async function use(options: RedisCacheProviderOptions): Promise<unknown> {
  await using provider = new RedisCacheProvider({ socketTimeout: '10s', ...options });
  await provider.set('key', 'over TLS');
  return await provider.get('key');
}

/** Why a provider can't be used. */
async function refusal(options: RedisCacheProviderOptions): Promise<string> {
  await using provider = new RedisCacheProvider({ socketTimeout: '10s', ...options });
  const error = await rejection(provider.get('key'));
  expect(CacheUnavailableError.isInstance(error)).toBe(true);
  return (error as Error).message;
}

describe('TLS', () => {
  it('refuses a certificate that nobody vouches for, or for another name, and says what to do', async () => {
    const { port, tls } = server;
    const unknown = await refusal({ host: 'localhost', port, ssl: true });
    expect(unknown).toContain('CERT');
    expect(unknown).toContain('tls.ca or NODE_EXTRA_CA_CERTS');
    const foreign = createCertificateAuthority().certificate;
    expect(await refusal({ host: 'localhost', port, tls: { ca: foreign } })).toContain('tls.ca or NODE_EXTRA_CA_CERTS');
    const otherName = await refusal({ host: 'localhost', port, tls: { ca: tls?.ca, servername: 'cache.example' } });
    expect(otherName).toContain('ALTNAME');
  });

  it('trusts an authority of its own, by name, by address, and by another name that the certificate bears', async () => {
    const { port, tls, url } = server;
    const ca = tls?.ca;
    expect(await use({ url, tls: { ca } })).toBe('over TLS');
    expect(
      await use({
        host: '127.0.0.1',
        port,
        tls: { ca: [createCertificateAuthority('another').certificate, ca ?? ''] },
      }),
    ).toBe('over TLS');
    expect(await use({ host: '127.0.0.1', port, tls: { ca, servername: 'localhost' } })).toBe('over TLS');
    expect(await use({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } })).toBe('over TLS');
  });

  it('shows a certificate of its own where the server wants one, and never its key', async () => {
    const { url, tls } = strict;
    const { certificate, key } = tls?.client ?? { certificate: '', key: '' };
    expect(await use({ url, tls: { ca: tls?.ca, cert: certificate, key } })).toBe('over TLS');
    expect(await refusal({ url, tls: { ca: tls?.ca } })).not.toBe('');
    const provider = new RedisCacheProvider({ url, tls: { ca: tls?.ca, cert: certificate, key } });
    expect(inspect(provider, { depth: Infinity, showHidden: true })).not.toContain('PRIVATE KEY');
    await provider.close();
  });

  it.each(['{ host: "localhost", port: PORT, ssl: true }', '{ url: "rediss://localhost:PORT" }'])(
    'trusts what Node.js trusts: %s',
    async (options) => {
      const code = `
        import { RedisCacheProvider } from '@modular-agent/cache-redis';
        const provider = new RedisCacheProvider({ ...${options.replace('PORT', String(server.port))}, socketTimeout: '10s' });
        await provider.set('key', 'over TLS');
        console.log(await provider.get('key'));
        await provider.close();
      `;
      const ended = await runModule(code, { NODE_EXTRA_CA_CERTS: authority });
      expect(ended).toEqual({ code: 0, output: 'over TLS\n' });
    },
  );

  it('counts the bytes that come in, also there', async () => {
    const { url, tls } = server;
    await using provider = new RedisCacheProvider({ url, tls: { ca: tls?.ca }, socketTimeout: '10s' });
    await provider.set('key', 1);
    expect((await provider.getStats()).bytes.received).toBeGreaterThan(0);
  });

  it('says so when the server speaks none', async () => {
    await using plain = await startRedis();
    const { host, port } = plain;
    const message = await refusal({ host, port, ssl: true, socketConnectTimeout: 300 });
    expect(message).toMatch(/whether it speaks TLS|socketConnectTimeout/);
  });

  it.each<[string, RedisCacheProviderOptions]>([
    ['tls.cert', { tls: { cert: '-----BEGIN CERTIFICATE-----' } }],
    ['tls.ca', { tls: { ca: '/etc/ssl/ca.pem' } }],
    ['tls.pfx', { tls: { pfx: 1 } as object }],
    ['ssl', { ssl: false, tls: {} }],
    ['path', { path: '/run/redis.sock', ssl: true }],
    ['path', { path: '/run/redis.sock', host: 'h' }],
  ])('refuses %s that can not be meant: %j', (option, options) => {
    expect(() => new RedisCacheProvider(options)).toThrow(
      expect.objectContaining({ code: 'CACHE_OPTION', option }) as Error,
    );
  });
});
