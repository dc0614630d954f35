/** A provider, or a cache over providers. */
interface Part {
  close(): Promise<void>;
}

/** The providers and caches that one container has made, in the order in which they were ready. */
export class OpenedParts {
  #opened: Part[] = [];
  #closing: Promise<void> | undefined;

  /** Makes one, and remembers to close it. */
  open<T extends Part>(make: () => T): T {
    const part = make();
    this.#opened.push(part);
    return part;
  }

  /**
   * Closes every one once, the last made first, so that one that stands on another goes before it. A failure keeps none of the
   * others open.
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
    for (const part of this.#opened.splice(0).toReversed()) {
      try {
        await part.close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} caches or providers could not be closed`);
  }
}
