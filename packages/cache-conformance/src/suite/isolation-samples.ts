/** Plain data that can be changed. */
export function plainSample(): unknown {
  return { list: [1, { deep: 'text' }], nested: { a: { b: null } }, none: undefined };
}

/** One of each kind of value that can be changed; made anew for each use. */
export const isolationSamples: Readonly<Record<string, () => unknown>> = {
  'plain data': plainSample,
  'a Date': () => ({ at: new Date(1_000) }),
  'a Map': () =>
    new Map<unknown, unknown>([
      ['a', { deep: 1 }],
      [{ id: 1 }, [2]],
    ]),
  'a Set': () => new Set<unknown>(['a', { deep: 1 }]),
  'an Error': () => new TypeError('failed', { cause: { code: 1 } }),
  'a URL': () => [new URL('https://example.com/path?q=1')],
  'a regular expression': () => ({ pattern: /a/g }),
  'a Uint8Array': () => ({ bytes: Uint8Array.of(1, 2, 3) }),
  'a Buffer': () => Buffer.from('bytes'),
};
