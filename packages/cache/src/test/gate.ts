/** A loader that is held until it is let go, and counts its calls. */
export class Gate<T> {
  calls = 0;
  readonly signals: AbortSignal[] = [];
  readonly #waiting: PromiseWithResolvers<T>[] = [];

  readonly loader = async ({ signal }: { readonly signal: AbortSignal }): Promise<T> => {
    this.calls += 1;
    this.signals.push(signal);
    const held = Promise.withResolvers<T>();
    this.#waiting.push(held);
    return await held.promise;
  };

  /** Ends the oldest call that is held. */
  open(value: T): void {
    this.#waiting.shift()?.resolve(value);
  }

  fail(error: unknown): void {
    this.#waiting.shift()?.reject(error);
  }
}
