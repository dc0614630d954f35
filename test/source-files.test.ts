import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../scripts/run-command.ts';

const lengths = globSync(['{packages,apps}/*/src/**/*.ts', 'scripts/*.{ts,mjs}', 'test/*.ts'], { cwd: root }).map(
  (file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length - 1 }),
);

it('keeps source files short: none over 300 lines, half of them under 100', () => {
  expect(lengths.length).toBeGreaterThan(100);
  expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
  const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
});

it('keeps any out of every public type', () => {
  const declarations = globSync('packages/*/dist/**/*.d.ts', { cwd: root });
  expect(declarations.length).toBeGreaterThan(100);
  const withAny = declarations.filter((file) => {
    const code = readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
    return /[:<|(,=]\s*any\b/.test(code);
  });
  expect(withAny).toEqual([]);
});
