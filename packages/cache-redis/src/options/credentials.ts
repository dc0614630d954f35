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

/** Where credentials come from. Remembers the last ones, to keep them out of errors. */
export class CredentialsSource {
  readonly #give: RedisCredentialsProvider | undefined;
  #last: RedisCredentials | undefined;

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
    this.#last = password === undefined ? undefined : { username, password };
  }

  get username(): string | undefined {
    return this.#last?.username;
  }

  /** @throws Error of any class. */
  async read(): Promise<RedisCredentials | undefined> {
    if (this.#give === undefined) return this.#last;
    const given: unknown = await this.#give();
    const { username, password } = (given ?? {}) as Partial<Record<keyof RedisCredentials, unknown>>;
    if (typeof password !== 'string' || !(username === undefined || typeof username === 'string')) {
      throw new TypeError('credentialsProvider gave no { username?: string, password: string }');
    }
    this.#last = { username, password };
    return this.#last;
  }

  hide(text: string): string {
    const password = this.#last?.password ?? '';
    return password === '' ? text : text.replaceAll(password, '***');
  }
}
