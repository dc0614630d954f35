import { Buffer } from 'node:buffer';
import type { Field } from './field.ts';
import { text, type FieldOptions } from './fields.ts';

/** The most bytes that the name of a cache takes, so that there is room for keys behind it. */
const maxBytes = 512;

/** What a cache is called. */
export function cacheName(options: FieldOptions): Field<string> {
  return text({
    ...options,
    accepts: `a text of 1 to ${maxBytes} bytes, in which each of / | # % counts as three`,
    check: (name) => name !== '' && Buffer.byteLength(name.replaceAll(/[/|#%]/g, encodeURIComponent)) <= maxBytes,
  });
}
