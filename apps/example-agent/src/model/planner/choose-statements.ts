import { stems } from '../../language/terms.ts';
import type { RankedStatement } from './rank-statements.ts';
import type { Question } from './understand-question.ts';

/** Below this share of the question, even the best statement is no answer; a short question leaves less to miss. */
const leastCoverage = { ofFewWords: 0.65, ofMany: 0.5 } as const;
const fewWords = 2;
const mostStatements = 3;
/** A further statement must come this close to the best. */
const closeToBest = 0.85;
/** Two statements with this share of common words say the same. */
const sameWords = 0.6;

/** The statements that make the answer, in reading order from the best one's document on; none if none answers. */
export function chooseStatements(question: Question, ranked: readonly RankedStatement[]): RankedStatement[] {
  const least = question.keywords.length <= fewWords ? leastCoverage.ofFewWords : leastCoverage.ofMany;
  const best = ranked.find(({ coverage }) => coverage >= least);
  if (best === undefined) {
    return [];
  }
  const chosen: RankedStatement[] = [];
  for (const statement of ranked) {
    const isGood = statement.coverage >= least && statement.score >= closeToBest * best.score;
    if (chosen.length < mostStatements && isGood && !chosen.some((other) => saySame(other, statement))) {
      chosen.push(statement);
    }
  }
  const documents = [...new Set(chosen.map(({ path }) => path))];
  return chosen.toSorted((a, b) => documents.indexOf(a.path) - documents.indexOf(b.path) || a.line - b.line);
}

function saySame(a: RankedStatement, b: RankedStatement): boolean {
  const [wordsOfA, wordsOfB] = [new Set(stems(a.text)), new Set(stems(b.text))];
  const common = [...wordsOfA].filter((word) => wordsOfB.has(word)).length;
  return common >= sameWords * Math.min(wordsOfA.size, wordsOfB.size);
}
