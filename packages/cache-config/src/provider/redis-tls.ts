import type { TlsSection } from '../definition/tls-section.ts';
import { conceal } from './conceal.ts';
import type { RedisTlsSettings } from './redis-tls-settings.ts';
import { textOrNone } from './text-or-none.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Both `tls` sections as the provider takes them, field by field: `own` goes before `shared`, and an empty text is none. */
export function redisTls(shared: TlsSection | undefined, own: TlsSection | undefined): RedisTlsSettings | undefined {
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
export function isBlankTls(section: TlsSection): boolean {
  const values = Object.values(section);
  return values.length > 0 && values.every((value) => value === '');
}
