import assert from 'node:assert/strict';
import { valueKind } from '@modular-agent/cache-contract/provider';

/** Changes everything in a value that lets itself be changed. */
export function tamper(value: unknown): void {
  for (const part of parts(value)) tamperWith(part);
}

/** Every object inside a value that is frozen, as the kind that it is. Bytes can't be frozen. */
export function frozenParts(value: unknown): readonly string[] {
  return parts(value)
    .filter((part) => Object.isFrozen(part) || !Object.isExtensible(part))
    .map(valueKind);
}

/** Asserts that every object in plain data is frozen. */
export function assertDeeplyFrozen(value: unknown): void {
  const open = parts(value).filter((part) => !Object.isFrozen(part));
  assert.equal(open.length, 0, `${open.length} objects in it are not frozen`);
}

/** A value and every object inside it. */
function parts(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = [...Object.values(value), ...extraParts(value)];
  return [value, ...(ArrayBuffer.isView(value) ? [] : inside).flatMap(parts)];
}

function extraParts(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value].flat();
  if (value instanceof Set) return [...value];
  return value instanceof Error ? [value.cause] : [];
}

function tamperWith(part: object): void {
  if (part instanceof Date) part.setTime(-1);
  if (part instanceof URL) part.pathname = '/tampered';
  if (part instanceof Uint8Array) part.fill(255);
  if (part instanceof RegExp) part.lastIndex = 7;
  if (part instanceof Map || part instanceof Set) part.clear();
  if (part instanceof Error) Reflect.set(part, 'message', 'tampered');
  // Refused, without an error, where the part is frozen.
  Reflect.set(part, 'tampered', true);
  for (const name of Object.keys(part)) Reflect.set(part, name, 'tampered');
  if (Array.isArray(part) && !Object.isFrozen(part)) part.length = 0;
}
