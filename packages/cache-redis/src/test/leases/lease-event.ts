/** Milliseconds of the machine's monotonic clock, which all of its processes share. */
export type Moment = number;

/** What a process notes before or after it did something; in the order in which it did. */
export type LeaseEvent =
  /** It holds the lease from `at`, when it was told so, up to `until`, a ttl after it had asked. */
  | { readonly kind: 'held'; readonly token: number; readonly at: Moment; readonly until: Moment }
  | { readonly kind: 'renewed'; readonly token: number; readonly until: Moment }
  /** From now on it no longer counts itself the holder. */
  | { readonly kind: 'released'; readonly token: number; readonly at: Moment }
  /** It wrote the entry under its token, as its holder or late. */
  | ({ readonly kind: 'wrote'; readonly token: number; readonly isStored: boolean } & Span)
  /** It read the entry, and this was its stamp. */
  | ({ readonly kind: 'saw'; readonly token: number } & Span);

/** When a call was made, and when it was answered. */
interface Span {
  readonly from: Moment;
  readonly to: Moment;
}

/** Linux and macOS count it from when the machine was started, for every process alike. */
export function moment(): Moment {
  return Number(process.hrtime.bigint()) / 1e6;
}
