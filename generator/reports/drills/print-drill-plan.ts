import type { DrillPlan } from '../../drills/make-plan.ts';
import { printCommand } from './print-command.ts';

/** What a drill would do, for a person. */
export function printDrillPlan(plan: DrillPlan, context: string | undefined): string {
  const commands = (list: DrillPlan['steps']) =>
    list.length === 0
      ? ['  nothing: the pod comes back by itself']
      : list.map((command) => `  ${printCommand(command, context)}`);
  return [
    `${plan.drill} in ${plan.environment}: ${plan.title}`,
    '',
    `lost      ${plan.lost}`,
    `watched   ${plan.watch}, once a second (npm run verify)`,
    `expected  well again after ${plan.expectedSeconds} s at most (design of 2025, 5.1: ${plan.expected})`,
    `before    ${plan.items.join(', ')} must pass, the node must not be cordoned, ${plan.watch} must pass five times in a row`,
    '',
    ...(plan.impossible === undefined ? [] : [`NOT POSSIBLE here: ${plan.impossible}`, '']),
    ...(plan.unknown === undefined
      ? []
      : [`The pod is not known yet (${plan.unknown}). It is found by:`, ...commands([plan.find]), '']),
    'It would run:',
    ...commands(plan.steps),
    'and then, whatever happens:',
    ...commands(plan.restore),
    '',
    'Nothing was done. --execute performs it.',
    '',
  ].join('\n');
}
