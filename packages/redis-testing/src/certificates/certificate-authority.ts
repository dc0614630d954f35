import { generateKeyPairSync, hash, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { bitString, der, generalizedTime, integer, objectId, pem, sequence, setOf, utf8Text } from './der.ts';

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Vouches for certificates; made at run time, its key never leaves it. */
export interface CertificateAuthority {
  /** Its own certificate, as PEM: what a client must trust. */
  readonly certificate: string;
  /**
   * A certificate for a server with these names and IPv4 addresses, or for a client (no hosts), with a key of its own.
   * Valid from half a day ago for a day.
   */
  issue(subject: { readonly commonName: string; readonly hosts?: readonly string[] }): Certificate;
}

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
const halfDay = 43_200_000;

/** X.509 version 3 (RFC 5280), with ECDSA keys on P-256. */
export function createCertificateAuthority(commonName: string = 'redis-testing'): CertificateAuthority {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyId = keyIdentifier(authority.publicKey);
  let serial = 0;
  const certify = (subject: string, publicKey: KeyObject, extensions: readonly Buffer[]): string => {
    const now = Date.now();
    const content = sequence(
      der(0xa0, integer(2)),
      integer(++serial),
      ecdsaWithSha256,
      distinguishedName(commonName),
      sequence(generalizedTime(now - halfDay), generalizedTime(now + halfDay)),
      distinguishedName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', content, authority.privateKey);
    return pem('CERTIFICATE', sequence(content, ecdsaWithSha256, bitString(signature)));
  };
  const isAuthority = criticalExtension('551d13', sequence(der(0x01, Buffer.of(0xff))));
  const mayCertify = criticalExtension('551d0f', der(0x03, Buffer.of(2, 0b100)));
  const ownKeyId = extension('551d0e', der(0x04, keyId));
  // By its key, a client that trusts two authorities of one name finds the right one.
  const authorityKeyId = extension('551d23', sequence(der(0x80, keyId)));
  return {
    certificate: certify(commonName, authority.publicKey, [isAuthority, mayCertify, ownKeyId]),
    issue: ({ commonName: subject, hosts = [] }) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = hosts.length === 0 ? [] : [extension('551d11', sequence(...hosts.map(alternativeName)))];
      return {
        certificate: certify(subject, publicKey, [authorityKeyId, ...names]),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

function keyIdentifier(publicKey: KeyObject): Buffer {
  return hash('sha1', publicKey.export({ type: 'spki', format: 'der' }), 'buffer');
}

function distinguishedName(commonName: string): Buffer {
  return sequence(setOf(sequence(objectId('550403'), utf8Text(commonName))));
}

function extension(id: string, content: Buffer): Buffer {
  return sequence(objectId(id), der(0x04, content));
}

function criticalExtension(id: string, content: Buffer): Buffer {
  return sequence(objectId(id), der(0x01, Buffer.of(0xff)), der(0x04, content));
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  return der(0x82, Buffer.from(host));
}
