import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A plot as a file that stands alone: dark on white, whatever page shows it. */
export function renderSvg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({
    ...options,
    document,
    style: { background: 'white', color: 'black' },
  }) as unknown as { setAttribute(name: string, value: string): void; readonly outerHTML: string };
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}
