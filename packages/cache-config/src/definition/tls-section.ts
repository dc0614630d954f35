import type { Field, Section } from './field.ts';
import { flag, text, type TextOptions } from './fields.ts';

/** How a connection is encrypted, as it is written. */
export interface TlsSection {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly reject_unauthorized?: boolean;
}

export const tlsSection: Section<TlsSection> = {
  kind: 'section',
  description: 'TLS with certificates of your own. Where the section stands, ssl is true.',
  hint: 'to encrypt without more, write ssl: true',
  fields: {
    ca: pem({
      description:
        'Authorities that are trusted in place of those that Node.js trusts, as PEM; several follow one another in one text. Empty is none.',
      aliases: ['ca_cert', 'ca_certs', 'ca_file'],
    }),
    cert: pem({
      description: 'Certificate of this client, as PEM; needs key. Empty is none.',
      aliases: ['certificate', 'cert_file', 'client_cert'],
    }),
    key: pem({
      description: 'Key of that certificate, as PEM. Empty is none.',
      secret: true,
      aliases: ['private_key', 'key_file', 'client_key'],
    }),
    passphrase: text({
      description: 'Opens an encrypted key. Empty is none.',
      secret: true,
      aliases: ['password', 'key_password'],
    }),
    servername: text({
      description: "Name that the server's certificate must bear, and that it is told. Empty is none.",
      aliases: ['sni', 'hostname'],
    }),
    reject_unauthorized: flag({
      description:
        'Is a server refused whose certificate nobody vouches for? With false the connection is open to anyone on its way.',
      default: true,
      aliases: ['verify', 'check_certificate'],
    }),
  },
};

function pem(options: TextOptions): Field<string> {
  return text({
    ...options,
    accepts: 'a PEM text, which has a line -----BEGIN …; what the file holds, not its name',
    pattern: /^$|-----BEGIN /,
  });
}
