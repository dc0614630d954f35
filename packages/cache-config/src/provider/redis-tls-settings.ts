/** What the sections `tls` say together, as `RedisCacheProvider` takes it. Shows neither key nor passphrase when it is printed. */
export interface RedisTlsSettings {
  /** PEM, as `cert` and `key` are. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}
