/** A loader that fails. */
export function failing(): never {
  throw new Error('no');
}

/** A loader that never ends. */
export function hanging(): Promise<never> {
  return new Promise(() => {});
}

/** What a call is to reject with; asked before time goes on, so that the rejection is not unhandled. */
export function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => {
      throw new Error(`it was to reject, and gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
