import { optionError } from './option-error.ts';

/** Who logs in. */
export interface RedisCredentials {
  /** ACL user. Default: the server's `default` user. */
  readonly username?: string | undefined;
  readonly password: string;
}

/**
 * Asked before each attempt to connect, so that a password can change while the process runs. Has the time of the attempt
 * (`socketConnectTimeout`); when it throws or rejects, the attempt has failed, and another follows.
 */
export type RedisCredentialsProvider = () => RedisCredentials | Promise<RedisCredentials>;

/** A provider of credentials failed. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/** How many passwords are remembered, to keep them out of errors: connections may have logged in with older ones. */
const mostRemembered = 4;

/** Where credentials come from. Remembers the last ones, to keep them out of errors. */
export class CredentialsSource {
  readonly #give: RedisCredentialsProvider | undefined;
  #last: RedisCredentials | undefined;
  #passwords: readonly string[] = [];

  /** @throws CacheOptionError that names the option, and never shows a password. */
  constructor(username: string | undefined, password: string | undefined, give: unknown) {
    if (give !== undefined && typeof give !== 'function') {
      throw optionError('credentialsProvider', `must be a function, not ${typeof give}`);
    }
    if (give !== undefined && password !== undefined) {
      throw optionError('credentialsProvider', 'is given beside a password; give one of them');
    }
    if (username !== undefined && password === undefined) {
      throw optionError('username', 'is given without a password; give both, or neither for the default user');
    }
    this.#give = give as RedisCredentialsProvider | undefined;
    if (password !== undefined) this.#remember({ username, password });
  }

  get username(): string | undefined {
    return this.#last?.username;
  }

  /** @throws CredentialsError */
  async read(): Promise<RedisCredentials | undefined> {
    if (this.#give === undefined) return this.#last;
    const given: unknown = await this.#ask(this.#give);
    const { username, password } = (given ?? {}) as Partial<Record<keyof RedisCredentials, unknown>>;
    if (typeof password !== 'string' || !(username === undefined || typeof username === 'string')) {
      throw new CredentialsError('credentialsProvider gave no { username?: string, password: string }');
    }
    this.#remember({ username, password });
    return this.#last;
  }

  hide(text: string): string {
    return this.#passwords.reduce((hidden, password) => hidden.replaceAll(password, '***'), text);
  }

  async #ask(give: RedisCredentialsProvider): Promise<unknown> {
    try {
      return await give();
    } catch (error) {
      const text = this.hide(error instanceof Error ? error.message : String(error));
      throw new CredentialsError(`credentialsProvider failed: ${text}`);
    }
  }

  #remember(credentials: RedisCredentials): void {
    this.#last = credentials;
    const { password } = credentials;
    if (password === '') return;
    this.#passwords = [password, ...this.#passwords.filter((each) => each !== password)].slice(0, mostRemembered);
  }
}
