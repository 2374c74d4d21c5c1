import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';

/** Keys of ConfigMap `argocd-cm`, all text; the health checks join them where the Application is written. */
export function makeArgocdConfig({ argocd }: Environment): JsonObject {
  const { oidc } = argocd;
  return {
    // Objects are known by an annotation with the Application's name: a label ends at 63 characters and others write it too.
    'application.resourceTrackingMethod': 'annotation',
    // The local administrator is for the time before people sign in with their own names.
    'admin.enabled': String(oidc === null),
    'users.anonymous.enabled': 'false',
    'exec.enabled': 'false',
    // Empty leaves the key out; the chart's default is a placeholder.
    url: oidc?.url ?? '',
    ...(oidc !== null && { 'oidc.config': makeOidcConfig(oidc) }),
  };
}

/** Nobody may do anything but the group of administrators. */
export function makeRbac({ argocd: { oidc } }: Environment): JsonObject {
  return {
    'policy.default': '',
    'policy.csv': oidc === null ? '' : `g, ${JSON.stringify(oidc.adminGroup)}, role:admin`,
    scopes: '[groups]',
  };
}

/**
 * A public client with PKCE, so that there is no client secret to keep (argoproj/argo-cd v3.4.7
 * `docs/operator-manual/user-management/index.md`). JSON is YAML.
 */
function makeOidcConfig({ issuer, clientId }: NonNullable<Environment['argocd']['oidc']>): string {
  return JSON.stringify(
    {
      name: 'Single sign-on',
      issuer,
      clientID: clientId,
      enablePKCEAuthentication: true,
      requestedScopes: ['openid', 'profile', 'email', 'groups'],
    },
    null,
    2,
  );
}

/**
 * Section `tls` of the chart's values: CA certificates by the host that they are for, which then is believed with these alone (argoproj/argo-cd v3.4.7 `util/cert/cert.go`,
 * `pkg/apis/application/v1alpha1/repository_types.go` getCAPath). So only in an air gap, where git, charts and chat
 * cannot be public hosts.
 */
export function trustCertificates({
  airGapped,
  argocd,
  certificates,
  gitops,
  mirror,
}: Environment): JsonObject {
  const { trustedCa } = certificates;
  if (!airGapped || trustedCa === null) return {};
  const sources = [
    gitops.repository,
    ...(mirror === null ? [] : [`https://${mirror.charts}`]),
    ...(argocd.notifications === null ? [] : [argocd.notifications]),
  ];
  // ssh, with or without a scheme, knows hosts by their keys.
  const hosts = sources.flatMap((source) => (source.startsWith('https:') ? new URL(source).hostname : []));
  return { tls: { certificates: Object.fromEntries(hosts.map((host) => [host, trustedCa])) } };
}
