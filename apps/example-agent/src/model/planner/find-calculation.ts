import { areComparable, quantitiesIn, unitOf } from './quantity.ts';

/** Something that a question wants calculated. */
export type Calculation =
  /** All its numbers stand in the question. */
  | { readonly kind: 'given'; readonly expression: string; readonly rest: string }
  /** One number has to come from the documents. */
  | {
      readonly kind: 'from-documents';
      readonly expressionFor: (statement: string) => string | undefined;
      readonly rest: string;
    };

const number = String.raw`\d+(?:\.\d+)?`;
const anyUnit = String.raw`(?:\s*(?:ms|(?:second|minute|hour|day|week|byte)s?|[KMG]iB|[kMG]B)\b)?`;
const operand = String.raw`\(*\s*(?:sqrt\s*\()?\s*-?${number}\s*%?${anyUnit}\s*\)*(?:\s*\^\s*${number})?`;
const arithmetic = new RegExp(
  String.raw`${operand}(?:\s*(?:[+*/^]|\s-\s|\bmod\b)\s*${operand})+|sqrt\s*\(\s*${number}\s*\)`,
);

const wording: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d),(?=\d{3}\b)/g, ''],
  [/\s*(?:percent|per cent)\b/gi, '%'],
  [new RegExp(String.raw`(${number})\s*%\s*of\s+(?=${number})`, 'gi'), '$1% * '],
  [/\b(?:multiplied by|times)\b|×/gi, '*'],
  [/\bdivided by\b|÷/gi, '/'],
  [/\bplus\b/gi, '+'],
  [/\bminus\b/gi, ' - '],
  [/\s*\bsquared\b/gi, '^2'],
  [new RegExp(String.raw`\b(?:the )?square root of (${number})`, 'gi'), 'sqrt($1)'],
];

/** As far as a calculation is looked for: the patterns take more than linear time. */
const longestQuestion = 2_000;

/** What a question wants calculated, if anything. */
export function findCalculation(question: string): Calculation | undefined {
  const short = question.slice(0, longestQuestion).replaceAll(/\s+/g, ' ');
  const text = wording.reduce((worded, [pattern, replacement]) => worded.replace(pattern, replacement), short);
  const written = arithmetic.exec(text)?.[0];
  if (written !== undefined && /\d/.test(written)) {
    return { kind: 'given', expression: written.trim().replaceAll(/\s+/g, ' '), rest: text.replace(written, ' ') };
  }
  return conversion(text) ?? shareOfDocumented(text);
}

/** "How many seconds is 1 hour?", "How many seconds is the default ttl?" */
function conversion(text: string): Calculation | undefined {
  const [asked, word = ''] = /\bhow many (\w+)\b/i.exec(text) ?? /\b(?:in|to|into) (\w+)\s*\??\s*$/i.exec(text) ?? [];
  const target = unitOf(word);
  if (asked === undefined || target === undefined) {
    return undefined;
  }
  const expressionFor = (statement: string): string | undefined => {
    const quantity = quantitiesIn(statement).find(({ unit }) => unit !== undefined && areComparable(unit, target));
    return quantity === undefined || quantity.unit === target ? undefined : `${quantity.text} to ${target}`;
  };
  const given = expressionFor(text);
  return given === undefined
    ? { kind: 'from-documents', expressionFor, rest: text.replace(asked, ' how many ') }
    : { kind: 'given', expression: given, rest: '' };
}

/** "What is 20 % of the default ttl?", "What is 3 times the limit?" */
function shareOfDocumented(text: string): Calculation | undefined {
  const [asked, share, times] =
    new RegExp(String.raw`(${number}\s*%)\s*of\b|(${number})\s*\*\s*(?=[a-z])`, 'i').exec(text) ?? [];
  const factor = (share ?? times)?.replaceAll(' ', '');
  if (asked === undefined || factor === undefined) {
    return undefined;
  }
  return {
    kind: 'from-documents',
    rest: text.replace(asked, ' how many '),
    expressionFor(statement) {
      const [quantity] = quantitiesIn(statement);
      return quantity === undefined ? undefined : `${factor} * ${quantity.text}`;
    },
  };
}
