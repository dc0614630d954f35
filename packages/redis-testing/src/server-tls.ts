import { createCertificateAuthority, type Certificate } from './certificates/certificate-authority.ts';

/** Does the server ask clients for a certificate? */
export type ClientCertificates = 'required' | 'optional' | 'none';

/** What a client needs to reach a server over TLS. */
export interface RedisTls {
  /** The authority to trust, as PEM. */
  readonly ca: string;
  /** A certificate of the same authority, for a client. */
  readonly client: Certificate;
}

/** What a server needs to serve TLS. */
export interface ServerTls {
  readonly forClients: RedisTls;
  readonly clientCertificates: ClientCertificates;
  /** Contents of its files, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Makes an authority of the server's own, and certificates for `localhost` and 127.0.0.1. */
export function makeServerTls(clientCertificates: ClientCertificates): ServerTls {
  const authority = createCertificateAuthority();
  const server = authority.issue({ commonName: 'localhost', hosts: ['localhost', '127.0.0.1'] });
  return {
    forClients: { ca: authority.certificate, client: authority.issue({ commonName: 'client' }) },
    clientCertificates,
    files: { 'ca.pem': authority.certificate, 'server.pem': server.certificate, 'server.key': server.key },
  };
}

/** Command-line arguments of a server whose files lie in this folder. */
export function tlsArguments({ clientCertificates }: ServerTls, port: number, folder: string): string[] {
  const asksFor = { required: 'yes', optional: 'optional', none: 'no' }[clientCertificates];
  const listen = ['--port', '0', '--tls-port', String(port)];
  const certificate = ['--tls-cert-file', `${folder}/server.pem`, '--tls-key-file', `${folder}/server.key`];
  const clients = ['--tls-ca-cert-file', `${folder}/ca.pem`, '--tls-auth-clients', asksFor];
  return [...listen, ...certificate, ...clients];
}
