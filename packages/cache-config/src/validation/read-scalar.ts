import { interpolate } from '../interpolation/interpolate.ts';
import type { Scalar, ScalarNode } from '../source/config-node.ts';
import type { ReadContext } from './read-context.ts';

/** A single value after interpolation. */
export interface ScalarReading {
  readonly value: Scalar;
  /** Environment variables that it came from. */
  readonly variables: readonly string[];
  /** Is it a text that stands for a value of the field's type: interpolated, or given by the app? */
  readonly coercible: boolean;
  /** The text that it is a part of, if it is one. */
  readonly within?: string;
}

/** The parts of a text between its commas, without those that are blank; each with its number. */
export function partsOf(reading: ScalarReading): readonly (readonly [number, ScalarReading])[] {
  const within = String(reading.value);
  return within
    .split(',')
    .map((part, index) => [index, { ...reading, value: part.trim(), coercible: true, within }] as const)
    .filter(([, { value }]) => value !== '');
}

/** Interpolates a single value. Reports what is wrong with its placeholders; then there is no value. */
export function readScalar(node: ScalarNode, path: string, context: ReadContext): ScalarReading | undefined {
  const { value, origin, location } = node;
  if (typeof value !== 'string') return { value, variables: [], coercible: false };
  if (origin === 'app') return { value, variables: [], coercible: true };
  const { text, variables, faults } = interpolate(value, context.environment);
  for (const fault of faults) context.problems.push({ location, path, ...fault });
  return faults.length > 0 ? undefined : { value: text, variables, coercible: variables.length > 0 };
}

/** Is it a text with nothing in it, as where every variable in it is unset? */
export function isBlank({ value }: ScalarReading): boolean {
  return typeof value === 'string' && value.trim() === '';
}
