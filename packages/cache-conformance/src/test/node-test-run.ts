import { describe, it } from 'node:test';
import { runProviderConformance } from '../run-provider-conformance.ts';
import { copyValue } from './copy-value.ts';
import { referenceTarget } from './reference-target.ts';

// Run as a program of its own: `node node-test-run.ts`.
const loseSignOfZero = { copyOut: (value: unknown) => copyValue(value, (part) => (part === 0 ? 0 : part)) };
const rules = process.env['REFERENCE_PROVIDER'] === 'broken' ? loseSignOfZero : {};
runProviderConformance({ describe, it }, referenceTarget({ rules }), { seed: 7 });
