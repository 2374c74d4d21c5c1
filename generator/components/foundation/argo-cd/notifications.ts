import type { Environment } from '../../../environment/environment.ts';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import { containerResources } from '../../common/resources.ts';
import type { SecretDeclaration } from '../../component.ts';
import { notificationsSecret } from './names.ts';

/** The one destination: an incoming webhook of a chat server. */
const service = 'chat';

/** Minutes that an Application may be Degraded before people are told: a pod that moves takes less. */
const patienceMinutes = 5;

/**
 * Attempts of a sync before people are told, 10 + 20 + 40 + 80 + 160 seconds apart: about five minutes.
 *
 * Applications are synced again without a limit, and while attempts are left Argo CD keeps the phase `Running`; the `Failed` that the
 * catalogue's own trigger waits for never comes (argoproj/argo-cd v3.4.7 `controller/appcontroller.go` processRequestedAppOperation).
 */
const patienceAttempts = 5;

/** When people are told, and what. `app` is the Application; conditions are in the language of expr-lang, texts are Go templates. */
const occasions = {
  'on-sync-failed': {
    description: 'A sync fails again and again',
    when: `app.status?.operationState?.phase in ['Error', 'Failed'] or (app.status?.operationState?.phase == 'Running' and (app.status.operationState.retryCount ?? 0) >= ${patienceAttempts})`,
    text: '{{ printf "%s: the sync fails: %s" .app.metadata.name .app.status.operationState.message | toJson }}',
  },
  'on-health-degraded': {
    description: 'An Application stays Degraded',
    when: `app.status?.health?.status == 'Degraded' and (app.status.health.lastTransitionTime == nil or time.Now().Sub(time.Parse(app.status.health.lastTransitionTime)).Minutes() >= ${patienceMinutes})`,
    text: '{{ printf "%s is Degraded: something that it deploys does not work" .app.metadata.name | toJson }}',
  },
} as const;

/**
 * Section `notifications` of the chart's values. The message is `{"text": …}`, which the incoming webhooks of Slack, Mattermost,
 * Rocket.Chat and Matrix Hookshot take. The path of the URL comes from the Secret: Argo CD replaces `$key` in a service by its value.
 *
 * Source: argoproj/notifications-engine 1dbe3de712f8 (go.mod of argoproj/argo-cd v3.4.7) `pkg/api/config.go`, `pkg/services/webhook.go`.
 */
export function makeNotifications({ argocd: { notifications } }: Environment): JsonObject {
  if (notifications === null) return { enabled: false };
  const { name, key } = notificationsSecret;
  return {
    enabled: true,
    secret: { create: false, name },
    resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '256Mi' }),
    notifiers: {
      [`service.webhook.${service}`]: print({
        url: `${notifications}/$${key}`,
        headers: [{ name: 'Content-Type', value: 'application/json' }],
      }),
    },
    subscriptions: [{ recipients: [service], triggers: Object.keys(occasions) }],
    triggers: Object.fromEntries(
      Object.entries(occasions).map(([name, { description, when }]) => [
        `trigger.${name}`,
        print([{ description, when, send: [name] }]),
      ]),
    ),
    templates: Object.fromEntries(
      Object.entries(occasions).map(([name, { text }]) => [
        `template.${name}`,
        print({ webhook: { [service]: { method: 'POST', body: `{"text": ${text}}` } } }),
      ]),
    ),
  };
}

/** Secrets that Argo CD needs and does not make. */
export function declareSecrets({ argocd, gitops }: Environment): SecretDeclaration[] {
  if (argocd.notifications === null) return [];
  return [
    {
      name: notificationsSecret.name,
      namespace: gitops.argocdNamespace,
      keys: { [notificationsSecret.key]: { kind: 'provided' } },
      why: `Argo CD: path of the incoming webhook at ${argocd.notifications}, without the first slash`,
    },
  ];
}

/** JSON is YAML. */
function print(value: Json): string {
  return JSON.stringify(value, null, 2);
}
