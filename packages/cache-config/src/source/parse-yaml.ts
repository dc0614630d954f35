import { LineCounter, parseDocument, type ErrorCode, type ParsedNode } from 'yaml';
import type { Finding } from '../validation/finding.ts';
import { buildNode } from './build-node.ts';
import { explainYamlError } from './explain-yaml-error.ts';
import type { MappingNode } from './config-node.ts';
import type { SourceLocation } from './source-location.ts';

/** What a text says as YAML 1.2, or everything that keeps it from being a configuration. */
export type ParseResult =
  | { readonly mapping: MappingNode }
  /** There is no value: it is blank, or has only comments. */
  | { readonly blank: SourceLocation }
  | { readonly findings: readonly Finding[] };

/** Reads one YAML document. Plain data only: no tags but the core ones, no merge keys, bounded aliases. */
export function parseYaml(text: string, file: string): ParseResult {
  // Not filled by the parser, which misses the end of a line here and there where the document is broken.
  const lines = new LineCounter();
  lines.lineStarts = lineStarts(text);
  const locate = (offset: number): Required<SourceLocation> => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text);
  const findings = syntaxFindings(document, locate);
  if (findings.length > 0) return { findings };
  const location = locate(document.contents?.range[0] ?? 0);
  if (document.contents === null || isNull(document.contents)) return { blank: location };
  const built = buildNode(document.contents, locate);
  if (built.findings.length > 0) return { findings: built.findings };
  if (built.node.kind === 'mapping') return { mapping: built.node };
  return {
    findings: [
      {
        location,
        message: `${file} must hold a mapping such as "cache: {}", and holds a ${built.node.kind === 'list' ? 'list' : 'single value'}`,
      },
    ],
  };
}

interface YamlDocument {
  readonly contents: ParsedNode | null;
  readonly errors: readonly SyntaxFault[];
  readonly warnings: readonly SyntaxFault[];
}

interface SyntaxFault {
  readonly code: ErrorCode;
  readonly pos: readonly [number, number];
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

function parse(text: string): YamlDocument {
  try {
    return parseDocument(text, {
      // A pretty error quotes the line, with whatever secret stands there.
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      stringKeys: true,
      // `buildNode` finds them in linear time, with both places.
      uniqueKeys: false,
    });
  } catch {
    return { contents: null, errors: [{ code: 'RESOURCE_EXHAUSTION', pos: [0, 0] }], warnings: [] };
  }
}

/** One for each line: what follows on the same line is mostly a consequence. */
function syntaxFindings(document: YamlDocument, locate: (offset: number) => Required<SourceLocation>): Finding[] {
  const byLine = new Map<number, Finding>();
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const location = locate(pos[0]);
    if (!byLine.has(location.line)) byLine.set(location.line, { location, message: explainYamlError(code) });
  }
  return [...byLine]
    .toSorted(([a], [b]) => a - b)
    .slice(0, maxFindings)
    .map(([, finding]) => finding);
}

const maxFindings = 20;

function isNull(node: ParsedNode): boolean {
  return 'value' in node && node.value === null;
}
