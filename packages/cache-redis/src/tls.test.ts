import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { rejection } from './test/rejection.ts';
import { runModule } from './test/run-module.ts';
import { selfSignedCertificate } from './test/self-signed-certificate.ts';

const certificate = selfSignedCertificate();
const folder = mkdtempSync(path.join(tmpdir(), 'cache-redis-tls-'));
const authority = path.join(folder, 'authority.pem');
let server: RedisServer;
let endpoint: Server;
let port = 0;
const serverNames: unknown[] = [];

beforeAll(async () => {
  writeFileSync(authority, certificate.cert);
  server = await startRedis();
  endpoint = createServer(certificate, (encrypted) => {
    serverNames.push(encrypted.servername);
    const plain = connect(server.port, server.host);
    encrypted.on('error', () => plain.destroy());
    plain.on('error', () => encrypted.destroy());
    encrypted.pipe(plain).pipe(encrypted);
  });
  // Who does not trust the certificate hangs up.
  endpoint.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => endpoint.listen(0, 'localhost', resolve));
  ({ port } = endpoint.address() as AddressInfo);
});

afterAll(async () => {
  endpoint.close();
  await server.kill();
  rmSync(folder, { recursive: true });
});

describe('ssl', () => {
  it('refuses a certificate that nobody vouches for, and says what to do', async () => {
    await using provider = new RedisCacheProvider({ host: 'localhost', port, ssl: true, socketTimeout: '10s' });
    const error = await rejection(provider.get('key'));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect((error as Error).message).toContain('NODE_EXTRA_CA_CERTS');
  });

  it.each(['{ host: "localhost", port: PORT, ssl: true }', '{ url: "rediss://localhost:PORT" }'])(
    'is encrypted all the way to a server with a trusted certificate, which is told its name: %s',
    async (options) => {
      const code = `
        import { RedisCacheProvider } from '@modular-agent/cache-redis';
        const provider = new RedisCacheProvider({ ...${options.replace('PORT', String(port))}, socketTimeout: '10s' });
        await provider.set('key', 'over TLS');
        console.log(await provider.get('key'));
        await provider.close();
      `;
      const { code: exitCode, output } = await runModule(code, { NODE_EXTRA_CA_CERTS: authority });
      expect(output).toBe('over TLS\n');
      expect(exitCode).toBe(0);
      expect(serverNames.at(-1)).toBe('localhost');
    },
  );

  it('says so when the server speaks no TLS', async () => {
    const { host, port: plainPort } = server;
    await using provider = new RedisCacheProvider({
      host,
      port: plainPort,
      ssl: true,
      socketTimeout: '10s',
      socketConnectTimeout: 300,
    });
    const error = await rejection(provider.get('key'));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect((error as Error).message).toMatch(/whether it speaks TLS|socketConnectTimeout/);
  });
});
