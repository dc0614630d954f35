import { errorParts, rebuildError, valueKind } from '@modular-agent/cache-contract/provider';

/** Called with every part that was copied, innermost first; what it returns takes the part's place. */
export type ChangePart = (part: unknown) => unknown;

/** A copy of any value that can be kept, with ordinary objects. */
export function copyValue(value: unknown, change: ChangePart = (part) => part): unknown {
  return change(copyPart(value, (part) => copyValue(part, change)));
}

function copyPart(value: unknown, copy: ChangePart): unknown {
  switch (valueKind(value)) {
    case 'array':
      return (value as unknown[]).map(copy);
    case 'object':
      return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, copy(item)]));
    case 'map':
      return new Map([...(value as Map<unknown, unknown>)].map(([key, item]) => [copy(key), copy(item)]));
    case 'set':
      return new Set([...(value as Set<unknown>)].map(copy));
    case 'error': {
      const parts = errorParts(value as Error);
      return rebuildError({ ...parts, cause: copy(parts.cause) });
    }
    case 'date':
      return new Date(value as Date);
    case 'url':
      return new URL(value as URL);
    case 'regexp':
      return new RegExp(value as RegExp);
    case 'bytes':
      return Buffer.isBuffer(value) ? Buffer.from(value) : Uint8Array.from(value as Uint8Array);
    default:
      return value;
  }
}
