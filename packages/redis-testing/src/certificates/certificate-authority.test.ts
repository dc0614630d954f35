import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createSecureContext, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { createCertificateAuthority } from './certificate-authority.ts';

test('an issued certificate is signed by its authority, and fits its key and no other', () => {
  const authority = createCertificateAuthority();
  const one = authority.issue({ commonName: 'one' });
  const other = authority.issue({ commonName: 'other' });
  const parsed = new X509Certificate(one.certificate);
  const ca = new X509Certificate(authority.certificate);
  expect(ca.ca).toBe(true);
  expect(parsed.ca).toBe(false);
  expect(parsed.checkIssued(ca)).toBe(true);
  expect(parsed.verify(ca.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(one.key))).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(other.key))).toBe(false);
});

test('a server certificate holds for its hosts alone, a client certificate for none', () => {
  const authority = createCertificateAuthority();
  const hosts = ['cache.example', `${'long.'.repeat(40)}example`, '10.0.0.255'];
  const server = new X509Certificate(authority.issue({ commonName: 'cache', hosts }).certificate);
  expect(hosts.map((host) => server.checkHost(host) ?? server.checkIP(host))).toEqual(hosts);
  expect(server.checkHost('other.example') ?? server.checkIP('10.0.0.1')).toBeUndefined();
  const client = new X509Certificate(authority.issue({ commonName: 'Jörg' }).certificate);
  expect(client.subject).toBe('CN=Jörg');
  expect(client.subjectAltName).toBeUndefined();
});

test('a certificate holds now, for a day in all', () => {
  const { validFromDate, validToDate } = new X509Certificate(createCertificateAuthority().certificate);
  expect(validFromDate.getTime()).toBeLessThan(Date.now());
  expect(validToDate.getTime()).toBeGreaterThan(Date.now());
  expect(validToDate.getTime() - validFromDate.getTime()).toBe(86_400_000);
});

test('no two certificates of an authority have a number in common, past one byte too', () => {
  const authority = createCertificateAuthority();
  const issued = Array.from({ length: 300 }, () => authority.issue({ commonName: 'client' }).certificate);
  const numbers = [authority.certificate, ...issued].map((each) =>
    parseInt(new X509Certificate(each).serialNumber, 16),
  );
  expect(numbers).toEqual(Array.from({ length: 301 }, (_, index) => index + 1));
});

test('TLS takes certificates for names of any length', () => {
  const authority = createCertificateAuthority();
  for (let length = 1; length <= 60; length++) {
    const { certificate: cert, key } = authority.issue({ commonName: 'c'.repeat(length) });
    expect(() => createSecureContext({ cert, key, ca: authority.certificate })).not.toThrow();
  }
});

test('who trusts two authorities of one name reaches the servers of both', async () => {
  const authorities = [createCertificateAuthority('twin'), createCertificateAuthority('twin')];
  const ca = authorities.map(({ certificate }) => certificate);
  for (const authority of authorities) {
    const { certificate: cert, key } = authority.issue({ commonName: 'server', hosts: ['localhost'] });
    const server = createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca });
    await once(socket, 'secureConnect').finally(() => server.close());
    expect(socket.authorized).toBe(true);
    socket.destroy();
  }
});
