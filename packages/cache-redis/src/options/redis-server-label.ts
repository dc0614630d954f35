/** What errors say of a server. */
export interface RedisServerLabel {
  /** `localhost:6379`. */
  readonly target: string;
  readonly db: number;
  readonly username: string | undefined;
  readonly ssl: boolean;
  /** The text without the password. */
  readonly hide: (text: string) => string;
}
