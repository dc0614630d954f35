import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { plotCoherence } from '../plots/plot-coherence.ts';
import { plotOutage } from '../plots/plot-outage.ts';
import { plotRatios } from '../plots/plot-ratios.ts';
import { plotThroughput } from '../plots/plot-throughput.ts';
import type { Results } from '../run/results.ts';
import { markdownReport } from './markdown.ts';

/** Writes `results.json`, `results.md` and the plots into a folder. @returns The names of the files. */
export function writeReport(results: Results, folder: string): readonly string[] {
  const plots = new Map([
    ...plotThroughput(results.rows),
    ...plotRatios(results.rows),
    ...plotCoherence(results.coherence),
    ...plotOutage(results.outages),
  ]);
  const files = new Map([
    ['results.md', markdownReport(results, [...plots.keys()])],
    ['results.json', `${JSON.stringify(results)}\n`],
    ...plots,
  ]);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
  return [...files.keys()];
}
