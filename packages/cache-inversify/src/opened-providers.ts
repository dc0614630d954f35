import type { CacheProvider } from '@modular-agent/cache-contract';

/** The providers that one container has made, in the order in which they were ready. */
export class OpenedProviders {
  #opened: { readonly name: string; readonly provider: CacheProvider }[] = [];
  #closing: Promise<void> | undefined;

  /** Makes a provider, and remembers to close it. */
  open(name: string, make: () => CacheProvider): CacheProvider {
    const provider = make();
    this.#opened.push({ name, provider });
    return provider;
  }

  /**
   * Closes every provider once, the last made first, so that one that stands on another goes before it. A failure keeps
   * none of the others open.
   *
   * @throws The error of the close that failed, or an `AggregateError` of several, once all are done. Calls meanwhile get
   * the same; a later one has nothing left to do.
   */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll().finally(() => {
      this.#closing = undefined;
    });
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const { provider } of this.#opened.splice(0).toReversed()) {
      try {
        await provider.close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} cache providers could not be closed`);
  }
}
