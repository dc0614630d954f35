import { rebuildError } from '../rebuild-error.ts';
import { valueKind } from '../value-kind.ts';
import { copyRich } from './copy-rich.ts';
import { defineEntry } from './define-entry.ts';
import { KeptError } from './kept-error.ts';

/**
 * What a reader gets of a kept copy: frozen parts as they are, of all else a fresh copy whose objects and arrays are frozen
 * too. O(size of what is not frozen).
 */
export function handOut(kept: unknown): unknown {
  if (typeof kept !== 'object' || kept === null || Object.isFrozen(kept)) return kept;
  if (kept instanceof KeptError) return rebuildError({ ...kept.parts, cause: handOut(kept.parts.cause) });
  const kind = valueKind(kept);
  if (kind === 'array') return Object.freeze((kept as unknown[]).map(handOut));
  if (kind !== 'object') return copyRich(kind, kept, handOut);
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(kept)) defineEntry(copy, name, handOut(item));
  return Object.freeze(copy);
}
