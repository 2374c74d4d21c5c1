import { getIn } from '../../../kubernetes/json.ts';
import { storePools } from '../../object-stores.ts';
import type { Rule } from '../../rule.ts';

/** The MinIO operator leaves Prometheus alone. */
export const tenantPrometheus: Rule = {
  slug: 'object-store/tenant-prometheus',
  title: 'No Tenant has the MinIO operator change Prometheus',
  severity: 'error',
  why: 'With `prometheusOperator: true` the operator writes a Secret into the namespace of Prometheus and changes the Prometheus object. Argo CD changes it back, the operator again, and so on; with two Prometheus objects the Tenant stops at an error.',
  fix: 'Set `prometheusOperator: false` and scrape the servers with a monitor of your own.',
  references: ['minio/operator v7.1.1 pkg/controller/prometheus.go: checkAndCreatePrometheusAddlConfig'],
  components: ['object-store'],
  check({ resources, pass, fail }) {
    const tenants = resources.ofKind('Tenant', 'minio.min.io');
    for (const resource of tenants) {
      if (getIn(resource.json, ['spec', 'prometheusOperator']) !== true) pass();
      else
        fail({
          resource,
          path: ['spec', 'prometheusOperator'],
          message:
            'prometheusOperator is true: the operator changes the Prometheus object, Argo CD changes it back, and neither ends. Set it to false; a monitor scrapes the servers.',
        });
    }
    // Servers without an operator have nobody who would.
    if (tenants.length === 0 && storePools(resources).length > 0) pass();
  },
};
