/** A text file of the folder. */
export interface Document {
  /** Path inside the folder, with `/` on every system. */
  readonly path: string;
  readonly lines: readonly string[];
}

/** A part of a document that can be read and cited on its own. */
export interface Passage {
  readonly path: string;
  /** The document's first line is 1. */
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  /** The headings above it, outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
}

/** A file that is not among the documents, though it stands in the folder. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}
