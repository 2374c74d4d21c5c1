import { acceptanceComponent } from './acceptance/acceptance.ts';
import { adminUiComponent } from './clients/admin-ui/admin-ui.ts';
import { elementWebComponent } from './clients/element-web/element-web.ts';
import type { Component } from './component.ts';
import { cacheLivekitComponent } from './data/cache-livekit/cache-livekit.ts';
import { cacheSynapseComponent } from './data/cache-synapse/cache-synapse.ts';
import { mediaBackupComponent } from './data/media-backup/media-backup.ts';
import { objectStoreComponent } from './data/object-store/object-store.ts';
import { postgresComponent } from './data/postgres/postgres.ts';
import { gatewayComponent } from './edge/envoy-gateway/gateway.ts';
import { publicRoutesComponent } from './edge/public-routes.ts';
import { argoCdComponent } from './foundation/argo-cd/argo-cd.ts';
import { namespacesComponent } from './foundation/namespaces.ts';
import { priorityClassesComponent } from './foundation/priority-classes.ts';
import { dashboardsComponent } from './observability/dashboards/dashboards.ts';
import { logCollectorComponent } from './observability/log-collector/log-collector.ts';
import { lokiComponent } from './observability/loki/loki.ts';
import { alertsComponent } from './observability/rules/alerts.ts';
import { prometheusStackComponent } from './observability/stack/stack.ts';
import { barmanCloudComponent } from './operators/barman-cloud.ts';
import { certManagerComponent } from './operators/cert-manager.ts';
import { cloudnativePgComponent } from './operators/cloudnative-pg.ts';
import { envoyGatewayComponent } from './operators/envoy-gateway.ts';
import { externalSecretsComponent } from './operators/external-secrets.ts';
import { ingressNginxComponent } from './operators/ingress-nginx.ts';
import { metallbComponent } from './operators/metallb.ts';
import { minioOperatorComponent } from './operators/minio-operator.ts';
import { prometheusCrdsComponent } from './operators/prometheus-crds.ts';
import { sealedSecretsComponent } from './operators/sealed-secrets.ts';
import { addressPoolsComponent } from './platform/address-pools.ts';
import { certificatesComponent } from './platform/certificates/certificates.ts';
import { networkPoliciesComponent } from './platform/network-policies.ts';
import { secretsComponent } from './platform/secrets/secrets.ts';
import { coturnComponent } from './rtc/coturn/coturn.ts';
import { livekitComponent } from './rtc/livekit/livekit.ts';
import { lkJwtComponent } from './rtc/lk-jwt/lk-jwt.ts';
import { synapseComponent } from './synapse/synapse.ts';

/** Every component, in the order in which `plan` lists them: by tier, then in reading order. */
export const components: readonly Component[] = [
  namespacesComponent,
  priorityClassesComponent,
  argoCdComponent,
  prometheusCrdsComponent,
  certManagerComponent,
  cloudnativePgComponent,
  externalSecretsComponent,
  sealedSecretsComponent,
  metallbComponent,
  minioOperatorComponent,
  envoyGatewayComponent,
  barmanCloudComponent,
  ingressNginxComponent,
  networkPoliciesComponent,
  secretsComponent,
  certificatesComponent,
  addressPoolsComponent,
  gatewayComponent,
  postgresComponent,
  cacheSynapseComponent,
  cacheLivekitComponent,
  objectStoreComponent,
  mediaBackupComponent,
  synapseComponent,
  coturnComponent,
  livekitComponent,
  lkJwtComponent,
  elementWebComponent,
  adminUiComponent,
  publicRoutesComponent,
  prometheusStackComponent,
  lokiComponent,
  logCollectorComponent,
  alertsComponent,
  dashboardsComponent,
  acceptanceComponent,
];
