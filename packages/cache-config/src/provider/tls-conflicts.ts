import type { Conflict, Locate } from './conflict.ts';
import type { RedisTlsSettings } from './redis-tls-settings.ts';

interface Encryption {
  readonly ssl?: boolean;
  readonly tls?: RedisTlsSettings;
}

/** What can't hold together in `ssl` and `tls`. @param prefix What their names begin with. */
export function tlsConflicts({ ssl, tls }: Encryption, prefix: '' | 'sentinel.', locate: Locate): Conflict[] {
  const found: Conflict[] = [];
  if (ssl === false && tls !== undefined) {
    found.push({
      at: `${prefix}ssl`,
      sides: [`${prefix}tls`],
      message: `is false, but stands beside ${locate([`${prefix}tls`])}, which is TLS`,
      accepted: 'true, or no section tls',
    });
  }
  if ((tls?.cert === undefined) !== (tls?.key === undefined)) {
    const [given, missing] = tls?.key === undefined ? ['cert', 'key'] : ['key', 'cert'];
    found.push({
      at: `${prefix}tls.${given}`,
      sides: [`${prefix}tls.${missing}`],
      message: `needs tls.${missing} beside it`,
      accepted: 'cert together with key, or neither',
    });
  }
  return found;
}
