/** `count` keys that differ in a number: `prefix 0`, `prefix 1` and so on. */
export function keysOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
}

/** Text of 2 kB that differs from key to key. */
export function textOf(key: string): string {
  return `${key} `.padEnd(2_000, 'x');
}

/** Twelve tags that no other key has. */
export function twelveTagsOf(key: string): string[] {
  return Array.from({ length: 12 }, (_, index) => `tag ${index} of ${key}`);
}

/** Loads keys of a batch, and remembers which it was asked for. */
export class CountingLoader {
  /** Runs by key. */
  readonly runs: Map<string, number> = new Map();
  readonly #valueOf: (key: string) => unknown;

  constructor(valueOf: (key: string) => unknown = (key) => `value of ${key}`) {
    this.#valueOf = valueOf;
  }

  /** Runs over all keys. */
  get total(): number {
    return [...this.runs.values()].reduce((sum, runs) => sum + runs, 0);
  }

  get most(): number {
    return Math.max(0, ...this.runs.values());
  }

  readonly one = async ({ key }: { readonly key: string }): Promise<unknown> => {
    this.runs.set(key, (this.runs.get(key) ?? 0) + 1);
    return this.#valueOf(key);
  };

  readonly many = async (keys: readonly string[]): Promise<Map<string, unknown>> =>
    new Map(await Promise.all(keys.map(async (key) => [key, await this.one({ key })] as const)));
}
