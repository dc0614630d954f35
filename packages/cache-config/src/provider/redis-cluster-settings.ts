/** What the sections `cluster` say together, as `RedisCacheProvider` takes it. */
export interface RedisClusterSettings {
  /** `host:port` each, as are names and values of the map. */
  readonly nodes: readonly string[];
  readonly addressMap?: Readonly<Record<string, string>>;
}
