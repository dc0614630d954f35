import type { ErrorCode } from 'yaml';

/**
 * What is wrong with the YAML, in our own words: the parser's may quote the line, and a password may stand there.
 */
export function explainYamlError(code: ErrorCode): string {
  return explanations[code] ?? 'this is not valid YAML; check indentation, quotes and brackets around here';
}

const indentation =
  'the indentation does not fit, or a bracket is not closed; align the keys of one mapping in one column, with spaces';
const oneLine = 'a key must stand on one line and be followed by a colon and a space';
const anchor = 'an alias must name an anchor that stands before it, and can have no anchor or tag of its own';

const explanations: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: anchor,
  BAD_ALIAS: anchor,
  BAD_COLLECTION_TYPE: 'this tag does not fit the value; remove it',
  BAD_DIRECTIVE: 'directives are not accepted; remove the line',
  BAD_DQ_ESCAPE: 'this escape sequence is not known in double quotes; use single quotes, or write \\\\ for a backslash',
  BAD_INDENT: indentation,
  BAD_SCALAR_START: 'a value can not start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping starts in the middle of a value; put the value in quotes, or indent what follows',
  BLOCK_IN_FLOW: 'a block can not stand inside of brackets; check that every bracket is closed',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  MISSING_CHAR: 'a character is missing: a closing quote or bracket, a comma, or a colon or dash with a space after it',
  MULTILINE_IMPLICIT_KEY: oneLine,
  MULTIPLE_ANCHORS: 'a value has more than one anchor',
  MULTIPLE_DOCS: 'a second document starts here; a file holds one (remove the line "---")',
  MULTIPLE_TAGS: 'a value has more than one tag',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'the document is nested too deeply',
  TAB_AS_INDENT: 'a tab is used for indentation; YAML takes spaces only',
  TAG_RESOLVE_FAILED: 'this tag is not accepted; write the value without one',
  UNEXPECTED_TOKEN: 'something stands here that YAML does not expect; check the quotes, colons and brackets before it',
};
