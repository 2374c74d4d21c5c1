import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { keptLabels, listRedactions, lokiPushUrl } from './pipeline.ts';

/** The values of chart promtail that we set; each was seen to change what `helm template` of 6.17.1 renders. */
export function makePromtailValues(environment: Environment): JsonObject {
  return {
    fullnameOverride: 'promtail',
    // See role.ts.
    rbac: { create: false },
    config: {
      logFormat: 'json',
      clients: [{ url: lokiPushUrl(environment) }],
      snippets: {
        pipelineStages: [
          { cri: {} },
          ...listRedactions(environment).map(({ selector, expression }) => ({
            match: { selector, stages: [{ replace: { expression, replace: '***' } }] },
          })),
          { json: { expressions: { level: 'level' } } },
          { structured_metadata: { level: '' } },
          { labelallow: keptLabels },
        ],
      },
    },
    priorityClassName: priorityClasses.standard.name,
    resources: containerResources({ cpu: '50m', memory: '128Mi', memoryLimit: '512Mi' }),
    tolerations: [{ operator: 'Exists' }],
  };
}
