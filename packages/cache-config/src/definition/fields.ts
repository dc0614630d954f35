import * as z from 'zod';
import type { Field } from './field.ts';

/** What all kinds of field are told. */
export interface FieldOptions {
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly aliases?: readonly string[];
}

/** A whole number within bounds, both included. */
export function integer(options: FieldOptions & { readonly min: number; readonly max?: number }): Field<number> {
  const { min, max, ...rest } = options;
  const schema = z.int().min(min);
  return {
    kind: 'field',
    ...rest,
    accepts: max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
    schema: max === undefined ? schema : schema.max(max),
    fromText: (source) => (/^[+-]?\d+$/.test(source.trim()) ? Number(source) : source),
  };
}

/** A part of a whole, as a number from 0 to 1. */
export function fraction(options: FieldOptions & { readonly isAboveZero?: boolean }): Field<number> {
  const { isAboveZero = false, ...rest } = options;
  const upToOne = z.number().max(1);
  return {
    kind: 'field',
    ...rest,
    accepts: isAboveZero ? 'a number above 0, at most 1' : 'a number from 0 to 1',
    schema: isAboveZero ? upToOne.positive() : upToOne.min(0),
    fromText: (source) => (/^\d+(?:\.\d+)?$/.test(source.trim()) ? Number(source) : source),
  };
}

/** `true` or `false`. */
export function flag(options: FieldOptions): Field<boolean> {
  return {
    kind: 'field',
    ...options,
    accepts: 'true or false (from the environment also yes, no, on, off, 1, 0)',
    schema: z.boolean(),
    fromText: (source) => flagTexts.get(source.trim().toLowerCase()) ?? source,
  };
}

const flagTexts: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);

/** One of a few words. */
export function choice<const Word extends string>(
  options: FieldOptions & { readonly words: readonly [Word, ...Word[]] },
): Field<Word> {
  const { words, ...rest } = options;
  return {
    kind: 'field',
    ...rest,
    accepts: words.join(' or '),
    schema: z.enum(words),
    fromText: (source) => source.trim(),
  };
}

export interface TextOptions extends FieldOptions {
  /** In words, what the pattern asks for. */
  readonly accepts?: string;
  readonly pattern?: RegExp;
  /** What no pattern can say. */
  readonly check?: (value: string) => boolean;
  readonly secret?: boolean;
}

/** A text. */
export function text(options: TextOptions): Field<string> {
  const { accepts = 'a text', pattern, check, ...rest } = options;
  return {
    kind: 'field',
    ...rest,
    accepts,
    schema: (pattern === undefined ? z.string() : z.string().regex(pattern)).refine(
      (value) => value.isWellFormed() && (check?.(value) ?? true),
    ),
    fromText: (source) => source,
  };
}
