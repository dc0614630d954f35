import { MemoryCacheProvider } from '@modular-agent/cache-memory';

/** A memory provider that tells a log when its close begins and ends, and may fail after it. */
export class ClosingProvider extends MemoryCacheProvider {
  readonly #log: string[];
  readonly #failure: Error | undefined;

  constructor(name: string, log: string[], failure?: Error) {
    super({ name });
    this.#log = log;
    this.#failure = failure;
  }

  override async close(): Promise<void> {
    this.#log.push(`${this.name} closes`);
    await super.close();
    await new Promise((resolve) => setImmediate(resolve));
    this.#log.push(`${this.name} is closed`);
    if (this.#failure !== undefined) throw this.#failure;
  }
}
