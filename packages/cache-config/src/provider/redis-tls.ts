import type { TlsSection } from '../definition/tls-section.ts';
import { conceal } from './conceal.ts';
import type { RedisTlsSettings } from './redis-tls-settings.ts';
import { textOrNone } from './text-or-none.ts';
import { withoutUndefined } from './without-undefined.ts';

/** What a section says of encryption. */
interface EncryptionSection {
  readonly ssl?: boolean;
  readonly tls?: TlsSection;
}

interface Encryption {
  readonly ssl: boolean | undefined;
  readonly tls: RedisTlsSettings | undefined;
}

/** What both sections say of encryption as the provider takes it: `own` goes before `shared`. */
export function mergeEncryption(shared: EncryptionSection, own: EncryptionSection): Encryption {
  const overruled = overruledEncryption(shared, own);
  const ssl = own.ssl ?? (overruled.has('ssl') ? undefined : shared.ssl);
  const sharedTls = overruled.has('tls') ? undefined : shared.tls;
  // So that one file can do with and without TLS, as variables say.
  const isNone = ssl === false && isBlankTls({ ...sharedTls, ...own.tls });
  return { ssl, tls: isNone ? undefined : mergeTls(sharedTls, own.tls) };
}

/** The one of `ssl` and `tls` in `shared` that has no effect because `own` says otherwise by the other, by the name of that. */
export function overruledEncryption(
  shared: EncryptionSection,
  own: EncryptionSection,
): ReadonlyMap<'ssl' | 'tls', 'ssl' | 'tls'> {
  const overruled = new Map<'ssl' | 'tls', 'ssl' | 'tls'>();
  if (own.ssl === false) overruled.set('tls', 'ssl');
  if (shared.ssl === false && own.tls !== undefined && !isBlankTls(own.tls)) overruled.set('ssl', 'tls');
  return overruled;
}

/** Field by field; an empty text is none. */
function mergeTls(shared: TlsSection | undefined, own: TlsSection | undefined): RedisTlsSettings | undefined {
  if (shared === undefined && own === undefined) return undefined;
  const merged: TlsSection = { ...shared, ...own };
  const settings = withoutUndefined<RedisTlsSettings>({
    ca: textOrNone(merged.ca),
    cert: textOrNone(merged.cert),
    key: textOrNone(merged.key),
    passphrase: textOrNone(merged.passphrase),
    servername: textOrNone(merged.servername),
    rejectUnauthorized: merged.reject_unauthorized,
  });
  return conceal(settings, ['key', 'passphrase']);
}

/** Does it hold nothing but empty texts, as where every variable in it is unset? One that holds no setting asks for TLS. */
function isBlankTls(section: TlsSection): boolean {
  const values = Object.values(section);
  return values.length > 0 && values.every((value) => value === '');
}
