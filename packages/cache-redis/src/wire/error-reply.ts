import { ErrorReply } from 'redis';

/**
 * What a server said, if an error is that: also one of another install of the `redis` package, whose classes are not this
 * one's.
 */
export function asErrorReply(error: unknown): ErrorReply | undefined {
  if (error instanceof ErrorReply) return error;
  if (!(error instanceof Error)) return undefined;
  for (let at: unknown = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    if ((at as { readonly constructor?: { readonly name?: unknown } }).constructor?.name === 'ErrorReply') {
      return new ErrorReply(error.message);
    }
  }
  return undefined;
}
