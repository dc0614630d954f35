/** What a run of lines is; `columns` is the row that names a table's columns. */
type BlockKind = 'heading' | 'paragraph' | 'item' | 'columns' | 'row' | 'code';

/** A run of lines that belong together. */
export interface Block {
  readonly kind: BlockKind;
  /** Number of the first line; the document's first line is 1. */
  readonly line: number;
  /** The lines without the marks that make them this kind of block: no `#`, `-`, `|` at the ends, no fence. */
  readonly lines: readonly string[];
  /** A heading's level, from 1 to 6. */
  readonly level?: number;
}
