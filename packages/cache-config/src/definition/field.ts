import type * as z from 'zod';

/** A setting that has a single value. */
export interface Field<T> {
  readonly kind: 'field';
  /** What it is for, as an editor shows it. */
  readonly description: string;
  /** What applies where it is not given, as it would be written in YAML. */
  readonly default?: string | number | boolean;
  /** Names that it goes by elsewhere, for suggestions. */
  readonly aliases?: readonly string[];
  /** What may be written, in words. */
  readonly accepts: string;
  /** Is its value never to be shown? */
  readonly secret?: boolean;
  /** Checks a value, and turns it into what the program works with. */
  readonly schema: z.ZodType<T>;
  /** Reads an interpolated text as the type of the field; gives back what it can't read. */
  readonly fromText: (text: string) => unknown;
}

/** Values of one sort, one after another: a YAML list, or one text with commas. */
export interface ListField<T> {
  readonly kind: 'list';
  readonly description: string;
  readonly aliases?: readonly string[];
  /** How each is read; one that is empty is left out. */
  readonly item: Field<T>;
}

/** Values of one sort by names of one sort: a YAML mapping, or one text such as `name=value,name=value`. */
export interface MapField<T> {
  readonly kind: 'map';
  readonly description: string;
  readonly aliases?: readonly string[];
  readonly key: Field<string>;
  /** How each value is read; one that is empty is left out, with its name. */
  readonly value: Field<T>;
}

/** Sections of one sort, by names that nobody knows beforehand. */
interface SectionMap<T extends object> {
  readonly kind: 'sections';
  readonly description: string;
  /** What their names may be. */
  readonly key: Field<string>;
  /** What to write for one that says nothing of its own, in words. */
  readonly hint: string;
  readonly section: Section<T>;
}

/** Settings that stand together under one key. */
export interface Section<T extends object> {
  readonly kind: 'section';
  readonly description: string;
  /** What may stand there beside the fields, in words. */
  readonly others?: string;
  /** What to write in place of a single value, in words. */
  readonly hint?: string;
  readonly fields: { readonly [K in keyof T]-?: Definition<NonNullable<T[K]>> };
}

/** A field, or what has several values: a list, names that nobody knows beforehand, a section of fields, several of them. */
type Definition<T> = Field<T> | Composite<T>;

type Composite<T> = T extends readonly (infer Item)[]
  ? ListField<Item>
  : T extends object
    ? string extends keyof T
      ? Named<T[keyof T]>
      : Section<T>
    : never;

type Named<T> = T extends object ? SectionMap<T> : MapField<T>;

/** Any definition, where its type does not matter. */
export type AnyDefinition = Field<unknown> | ListField<unknown> | MapField<unknown> | AnySectionMap | AnySection;

export interface AnySectionMap {
  readonly kind: 'sections';
  readonly description: string;
  readonly key: Field<string>;
  readonly hint: string;
  readonly section: AnySection;
}

export interface AnySection {
  readonly kind: 'section';
  readonly description: string;
  readonly others?: string;
  readonly hint?: string;
  readonly fields: Readonly<Record<string, AnyDefinition>>;
}

/** The keys that a section accepts, in words. */
export function acceptedKeys(section: AnySection): string {
  const names = Object.keys(section.fields).join(', ');
  return section.others === undefined ? names : `${names}, or ${section.others}`;
}
