import type { ValueKind } from '../value-kind.ts';

/** Copies a built-in object that has a class, but no error, each value inside it with `copyInner`. */
export function copyRich(kind: ValueKind, value: object, copyInner: (inner: unknown) => unknown): unknown {
  switch (kind) {
    case 'date':
      return new Date((value as Date).getTime());
    case 'map': {
      const copy = new Map<unknown, unknown>();
      for (const [key, item] of value as Map<unknown, unknown>) copy.set(copyInner(key), copyInner(item));
      return copy;
    }
    case 'set': {
      const copy = new Set<unknown>();
      for (const item of value as Set<unknown>) copy.add(copyInner(item));
      return copy;
    }
    case 'bytes':
      return copyBytes(value as Uint8Array);
    case 'regexp':
      return new RegExp((value as RegExp).source, (value as RegExp).flags);
    case 'url':
      return new URL((value as URL).href);
    default:
      throw new TypeError(`${kind} is not copied here`);
  }
}

/** Into memory of its own: most Buffers share theirs with others, which one could reach through `buffer`. */
function copyBytes(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.isBuffer(bytes) ? Buffer.allocUnsafeSlow(bytes.length) : new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}
