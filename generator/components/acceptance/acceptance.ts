import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../environment/environment.ts';
import { objectLabels, selectorLabels, type WorkloadLabels } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { imageReference, images } from '../../versions.ts';
import { elementWebBackend } from '../clients/element-web/names.ts';
import { namespaces } from '../common/namespaces.ts';
import { placementFor } from '../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../common/pod-security.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Endpoint, Flow } from '../component.ts';
import { podsOf, routerLabels } from '../synapse/labels.ts';
import { routerPorts } from '../synapse/ports.ts';
import { makeScript, script } from './script.ts';

const name = 'acceptance';
const namespace: string = namespaces.matrix.name;
const labels: WorkloadLabels = { name: 'busybox', component: name };
const metadata = { name, namespace, labels: objectLabels(labels) };

/** User that the HAProxy image runs as; the image is used for its shell and wget. */
const user = 99;

/**
 * Asks the platform, from inside, what people ask first. It is the last wave: Argo CD does not wait for the last wave, so with this one
 * behind them everything that matters is waited for.
 */
export const acceptanceComponent: Component = {
  name,
  tier: 'acceptance',
  summary: 'asks the public endpoints from inside, once everything is there',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [serviceAccount, makeJob(environment)],
    configMaps: [{ ...metadata, files: { [script]: makeScript(environment) } }],
    flows,
    secrets: [],
  }),
};

const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
};

/** A hook, because a Job cannot be changed: Argo CD deletes the old one first, and the sync fails when the new one does. */
function makeJob(environment: Environment): IJob & KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...metadata,
      annotations: {
        'argocd.argoproj.io/hook': 'PostSync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      },
    },
    spec: {
      backoffLimit: 1,
      activeDeadlineSeconds: 900,
      template: {
        metadata: { labels: objectLabels(labels) },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: priorityClasses.standard.name,
          securityContext: podSecurityContext(user),
          ...placementFor(environment, 'application'),
          containers: [
            {
              name,
              image: imageReference(images.haproxy),
              // Synapse and the edge may still be restarting when this begins.
              command: ['/bin/sh', `/config/${script}`, '300'],
              securityContext: containerSecurityContext,
              resources: containerResources({ cpu: '10m', memory: '16Mi', memoryLimit: '64Mi' }),
              volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: true }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name } }],
        },
      },
    },
  };
}

const pods: Endpoint = { kind: 'pods', component: name, namespace, labels: selectorLabels(labels) };

const flows: readonly Flow[] = [
  {
    from: pods,
    to: podsOf(routerLabels),
    ports: [{ port: routerPorts.http, protocol: 'TCP' }],
    why: 'the acceptance check asks what clients ask',
  },
  {
    from: pods,
    to: elementWebBackend.pods,
    ports: [{ port: elementWebBackend.targetPort, protocol: 'TCP' }],
    why: 'the acceptance check opens the web client',
  },
];
