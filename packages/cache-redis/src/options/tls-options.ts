import { optionError } from './option-error.ts';
import { readBoolean, readText } from './read-option.ts';

/** How a connection is encrypted. Certificates and keys are PEM. */
export interface RedisTlsOptions {
  /** Authorities that are trusted, in place of those that Node.js trusts. Default: none of its own. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** Certificate of this client, where the server asks for one. Needs `key`. */
  readonly cert?: string | Uint8Array | undefined;
  /** Key of that certificate. Never shown. */
  readonly key?: string | Uint8Array | undefined;
  /** Opens an encrypted `key`. Never shown. */
  readonly passphrase?: string | undefined;
  /** Name that the server's certificate must bear, and that it is told (SNI). Default: `host`. */
  readonly servername?: string | undefined;
  /** Is a server refused whose certificate nobody vouches for? `false` leaves the connection open to anyone on its way. Default: `true`. */
  readonly rejectUnauthorized?: boolean | undefined;
}

const names: readonly (keyof RedisTlsOptions)[] = [
  'ca',
  'cert',
  'key',
  'passphrase',
  'servername',
  'rejectUnauthorized',
];

/** @throws CacheOptionError that names the option, and shows no key. */
export function readTlsOptions(tls: unknown): RedisTlsOptions | undefined {
  if (tls === undefined) return undefined;
  if (typeof tls !== 'object' || tls === null)
    throw optionError('tls', 'must be an object; to encrypt without more, say ssl: true');
  for (const name of Object.keys(tls)) {
    if (!(names as readonly string[]).includes(name)) {
      throw optionError(`tls.${name}`, `is no option; the options are ${names.join(', ')}`);
    }
  }
  const options = tls as RedisTlsOptions;
  for (const pem of [options.ca ?? []].flat() as unknown[]) checkPem('tls.ca', pem);
  if (options.cert !== undefined) checkPem('tls.cert', options.cert);
  if (options.key !== undefined) checkPem('tls.key', options.key);
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw optionError('tls.cert', 'and tls.key belong together; give both, or neither');
  }
  readText('tls.passphrase', options.passphrase);
  readText('tls.servername', options.servername);
  readBoolean('tls.rejectUnauthorized', options.rejectUnauthorized);
  return Object.freeze({ ...options });
}

function checkPem(option: string, value: unknown): void {
  if (typeof value === 'string' ? value.includes('-----BEGIN ') : value instanceof Uint8Array) return;
  throw optionError(option, 'is no PEM text; give what the file holds, not its name');
}
