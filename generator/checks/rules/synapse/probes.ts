import { numberIn, objectIn } from '../../../kubernetes/json.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { type SynapseWorkload, synapseWorkloads } from '../../synapse-workloads.ts';

/** Seconds that a process may fail to answer before it is killed, and that one answer may take; Kubernetes' defaults are 30 and 1. */
const leastPatience = { main: { silence: 40, answer: 5 }, worker: { silence: 18, answer: 2 } } as const;

/** Seconds that main may take to start: it upgrades the database schema before it listens. */
const leastStart = 300;

/** Probes bear what a busy Synapse does to them. */
export const probes: Rule = {
  slug: 'synapse/probes',
  title: 'Probes do not kill a busy Synapse',
  severity: 'error',
  why: 'A busy Synapse answers /health late. A strict probe kills it, it starts again with cold caches and is busier than before, and the next probe kills it again; a main process that is killed while it upgrades the schema begins from the start.',
  fix: 'Take patches of the probes away, or loosen them: long timeouts, many failures.',
  references: [
    'element-hq/ess-helm#1436, #1437: main killed by a probe of 1-2 seconds under load',
    'element-hq/ess-helm#366: the same at start',
    'Kubernetes Probe v1: timeoutSeconds 1, periodSeconds 10, failureThreshold 3 by default',
  ],
  components: ['synapse'],
  check(context) {
    for (const process of synapseWorkloads(context.resources)) {
      checkLiveness(context, process);
      if (process.isMain) checkStart(context, process);
    }
  },
};

function checkLiveness({ pass, fail }: RuleContext, process: SynapseWorkload): void {
  const { template, container, containerIndex, isMain } = process;
  const probe = objectIn(container, 'livenessProbe');
  const { silence, answer } = leastPatience[isMain ? 'main' : 'worker'];
  const patience = secondsOf(probe);
  const timeout = numberIn(probe, 'timeoutSeconds') ?? 1;
  const exists = Object.keys(probe).length > 0;
  if (!exists || (patience >= silence && timeout >= answer)) {
    pass();
    return;
  }
  const strict =
    timeout < answer
      ? `gives /health ${timeout} seconds, and a busy process needs more: allow at least ${answer} (timeoutSeconds)`
      : `kills after ${patience} seconds without an answer: allow at least ${silence} (periodSeconds x failureThreshold)`;
  fail({
    resource: template.owner,
    path: [...template.path, 'containers', containerIndex, 'livenessProbe'],
    message: `the liveness probe of ${template.owner.object.metadata.name} ${strict}.`,
  });
}

function checkStart(
  { pass, fail }: RuleContext,
  { template, container, containerIndex }: SynapseWorkload,
): void {
  const probe = objectIn(container, 'startupProbe');
  const seconds = secondsOf(probe);
  const killed = Object.keys(objectIn(container, 'livenessProbe')).length > 0;
  if (!killed || (Object.keys(probe).length > 0 && seconds >= leastStart)) {
    pass();
    return;
  }
  fail({
    resource: template.owner,
    path: [...template.path, 'containers', containerIndex, 'startupProbe'],
    message: `${template.owner.object.metadata.name} is given ${Object.keys(probe).length > 0 ? `${seconds} seconds` : 'no time of its own'} to start, and upgrades the database schema before it answers: allow at least ${leastStart} seconds in a startupProbe.`,
  });
}

/** Seconds of failing before the kubelet acts. */
function secondsOf(probe: JsonObject): number {
  return (numberIn(probe, 'periodSeconds') ?? 10) * (numberIn(probe, 'failureThreshold') ?? 3);
}
