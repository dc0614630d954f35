/** What is stored in a row: how large, and how many different ones. */
export interface ValueKind {
  readonly name: ValueKindName;
  readonly title: string;
  readonly values: 'text' | 'objects';
  /** How many characters of text each value carries. */
  readonly textLength: number;
  readonly keys: number;
}

export type ValueKindName = 'text-100B' | 'object-2kB' | 'object-100kB' | 'object-1MB';

/**
 * The number of keys is odd and no multiple of 5, so that every key is both read and written where one call in five
 * writes. Large values are fewer, so that those of all contenders fit in the server together.
 */
export const valueKinds: Readonly<Record<ValueKindName, ValueKind>> = {
  'text-100B': { name: 'text-100B', title: '100 B', values: 'text', textLength: 100, keys: 997 },
  'object-2kB': { name: 'object-2kB', title: '2 kB', values: 'objects', textLength: 1_850, keys: 997 },
  'object-100kB': { name: 'object-100kB', title: '100 kB', values: 'objects', textLength: 99_500, keys: 97 },
  'object-1MB': { name: 'object-1MB', title: '1 MB', values: 'objects', textLength: 1_000_000, keys: 19 },
};
