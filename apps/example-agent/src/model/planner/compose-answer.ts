import type { RankedStatement } from './rank-statements.ts';
import type { Calculated } from './read-conversation.ts';

const mostCodeLines = 12;

/** Statements and results as an answer, each statement with the place that says so: `[guide.md:12]`. */
export function composeAnswer(statements: readonly RankedStatement[], calculated: readonly Calculated[]): string {
  const paragraphs = [
    ...statements.map(({ text, path, line, code }) => [`${text} [${path}:${line}]`, ...quote(code)].join('\n')),
    ...calculated.map(({ expression, value }) => `${expression.replace(/ to \w+$/, '')} = ${value}`),
  ];
  return paragraphs.join('\n\n');
}

function quote(code: readonly string[]): string[] {
  const shown = code.slice(0, mostCodeLines).map((line) => `    ${line}`.trimEnd());
  const left = code.length - shown.length;
  return shown.length === 0 ? [] : ['', ...shown, ...(left > 0 ? [`    (${left} more lines)`] : [])];
}
