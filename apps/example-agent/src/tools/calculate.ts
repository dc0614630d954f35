import { tool, type Tool } from 'ai';
import { z } from 'zod';

const inputSchema = z.object({
  expression: z.string().min(1).max(200).describe('For example "20% * 3600", "sqrt(2) * 10" or "90 minutes to hours"'),
});

export interface CalculateResult {
  readonly expression: string;
  /** With its unit, if it has one. */
  readonly value: string;
}

/** The tool by which the agent calculates. */
export function createCalculateTool(): Tool<z.infer<typeof inputSchema>, CalculateResult> {
  return tool({
    description: 'Calculates an arithmetic expression, also with units. It has no variables and defines nothing.',
    inputSchema,
    async execute({ expression }): Promise<CalculateResult> {
      // Loaded when it is first needed: it takes longer to load than everything else together.
      const { calculate } = await import('./calculator.ts');
      return { expression, value: calculate(expression) };
    },
  });
}
