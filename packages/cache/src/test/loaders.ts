/** A loader that fails. */
export function failing(): never {
  throw new Error('no');
}

/** A loader that never ends. */
export function hanging(): Promise<never> {
  return new Promise(() => {});
}

/** Returns the error of a call; called before time goes on, so that the rejection is handled. */
export function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => {
      throw new Error(`it was to reject, and gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
