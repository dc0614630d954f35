/** Where a value stands. Lines and columns count from 1. */
export interface SourceLocation {
  /** Path of the file as it was given, or `overrides` for what the app passed in. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line:column`, as editors and terminals link it. */
export function formatLocation(location: SourceLocation): string {
  return `${location.file}:${location.line}:${location.column}`;
}
