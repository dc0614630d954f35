/** How a payload is written. A number is never given a second meaning: what stands in Redis must stay readable. */
export const payloadFormat = {
  /** The bytes of a `Uint8Array`. */
  bytes: 0,
  /** The bytes of a `Buffer`. */
  buffer: 1,
  /** A string, as UTF-8. */
  text: 2,
  /** JSON that holds nothing that JSON would change, and no name with an escape. */
  json: 3,
  /** superjson's `{ json, meta }`, with this package's own types. */
  superjson: 4,
  /** As `json`, with the long texts beside it (`TextsBesideJson`). */
  textsBesideJson: 5,
} as const;

export type PayloadFormat = (typeof payloadFormat)[keyof typeof payloadFormat];

/** Is it one of these numbers? They follow each other. */
export function isPayloadFormat(value: number | undefined): value is PayloadFormat {
  return value !== undefined && value <= payloadFormat.textsBesideJson;
}
