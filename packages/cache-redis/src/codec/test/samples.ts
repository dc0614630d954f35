/** A value of each kind that is stored in a way of its own. Never changed: what earlier releases wrote of them is kept beside. */
export const samples: Readonly<Record<string, unknown>> = {
  bytes: Uint8Array.of(0, 1, 254, 255),
  buffer: Buffer.from('bytes of a Buffer'),
  text: 'text, ü and 漢',
  json: { model: 'm', tokens: [1, 2.5, -3], nested: { ok: true, none: null } },
  longText: { id: 1, text: 'a long text that lies beside the JSON. '.repeat(20), list: [{ also: 'b'.repeat(300) }] },
  rich: new Map<unknown, unknown>([
    ['date', new Date(1_700_000_000_000)],
    ['set', new Set([1n, NaN, -0, undefined])],
    ['url', new URL('https://example.com/a?b=c')],
    ['pattern', /a+b/gi],
    ['bytes', Uint8Array.of(1, 2, 3)],
  ]),
  names: { 'a.b': 1, 'quo"te': 2, constructor: 3 },
};
