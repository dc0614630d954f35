import type { RedisTlsSettings } from './redis-tls-settings.ts';

/** What the sections `sentinel` say together, as `RedisCacheProvider` takes it. Does not show the password when it is printed. */
export interface RedisSentinelSettings {
  readonly name: string;
  /** `host:port` each. */
  readonly nodes: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly ssl?: boolean;
  readonly tls?: RedisTlsSettings;
}
