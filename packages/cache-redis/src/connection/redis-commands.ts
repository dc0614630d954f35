/** The commands that this package sends. Keys that Redis gives, and values, are bytes. */
export interface RedisCommands {
  get(key: string): Promise<Buffer | null>;
  mGet(keys: string[]): Promise<(Buffer | null)[]>;
  set(
    key: string,
    value: Buffer,
    options?: { readonly expiration: { readonly type: 'PX'; readonly value: number } },
  ): Promise<unknown>;
  setIfNewer(key: string, value: Buffer, stamp: string, ttl: string): Promise<number>;
  unlink(keys: string[] | Buffer[]): Promise<number>;
  exists(key: string): Promise<number>;
  scan(
    cursor: string,
    options: { readonly MATCH: string; readonly COUNT: number },
  ): Promise<{ readonly cursor: Buffer; readonly keys: Buffer[] }>;
  ping(): Promise<unknown>;
}
