import type { Environment } from '../../../environment/environment.ts';
import type { controlPlanePrograms } from '../../../environment/schema/observability.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';

type Program = (typeof controlPlanePrograms)[number];

interface ProgramFacts {
  /** Key of the chart's values; it also switches the chart's alerts on this program. */
  readonly values: string;
  /** `job` that the chart's alerts and dashboards ask for. */
  readonly job: string;
  /** Port on the node (Kubernetes, "Ports and Protocols"; etcd `--listen-metrics-urls` as kubeadm sets it). */
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** On every node, or on those of the control plane. */
  readonly everywhere: boolean;
}

const programs: Readonly<Record<Program, ProgramFacts>> = {
  'controller-manager': {
    values: 'kubeControllerManager',
    job: 'kube-controller-manager',
    port: 10_257,
    scheme: 'https',
    everywhere: false,
  },
  scheduler: {
    values: 'kubeScheduler',
    job: 'kube-scheduler',
    port: 10_259,
    scheme: 'https',
    everywhere: false,
  },
  etcd: { values: 'kubeEtcd', job: 'kube-etcd', port: 2381, scheme: 'http', everywhere: false },
  'kube-proxy': { values: 'kubeProxy', job: 'kube-proxy', port: 10_249, scheme: 'http', everywhere: true },
};

/** Ports of nodes that Prometheus reads the control plane on. */
export function controlPlanePorts({ observability }: Environment): number[] {
  return observability.controlPlane.map((program) => programs[program].port);
}

/**
 * The chart would write Services into kube-system, where no Application of ours may write: its scrapes are off, and so is cluster DNS. What
 * the environment lists is scraped by node instead; the chart's alerts follow the same list.
 */
export function makeControlPlaneValues({ observability }: Environment): JsonObject {
  const wanted: ReadonlySet<Program> = new Set(observability.controlPlane);
  const each = Object.entries(programs).map(([program, { values }]) => [
    values,
    wanted.has(program as Program)
      ? { enabled: true, service: { enabled: false }, serviceMonitor: { enabled: false } }
      : { enabled: false },
  ]);
  return { ...Object.fromEntries(each), coreDns: { enabled: false } };
}

/** Scrape jobs of the programs that the environment lists: nodes are found by asking the API server. */
export function makeControlPlaneJobs({ observability }: Environment): JsonObject[] {
  return observability.controlPlane.map((program) => {
    const { job, port, scheme, everywhere } = programs[program];
    return {
      job_name: job,
      scheme,
      ...(scheme === 'https' && {
        authorization: { credentials_file: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
        // Each signs its own certificate.
        tls_config: { insecure_skip_verify: true },
      }),
      kubernetes_sd_configs: [
        {
          role: 'node',
          ...(!everywhere && {
            selectors: [{ role: 'node', label: 'node-role.kubernetes.io/control-plane' }],
          }),
        },
      ],
      relabel_configs: [
        {
          source_labels: ['__meta_kubernetes_node_address_InternalIP'],
          target_label: '__address__',
          replacement: `$1:${port}`,
        },
        { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' },
      ],
    };
  });
}
