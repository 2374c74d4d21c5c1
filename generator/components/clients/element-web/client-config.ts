import type { Environment } from '../../../environment/environment.ts';
import type { JsonObject } from '../../../kubernetes/object.ts';

/**
 * `config.json` of Element Web. The client belongs to one homeserver and calls nobody else: what upstream points at its own services by
 * default is switched off, with open federation too, since federation is what servers do and not a reason to call third parties from
 * browsers. Bug reports, analytics, maps and an identity server are off because their keys are absent. Only the permalinks depend on
 * federation: matrix.to links work on every server, our own only here.
 *
 * Source: element-hq/element-web `apps/web/src/IConfigOptions.ts`, `SdkConfig.ts`, `settings/UIFeature.ts`.
 */
export function makeClientConfig({ hosts, network }: Environment): JsonObject {
  return {
    default_server_config: {
      'm.homeserver': { base_url: `https://${hosts.matrix}`, server_name: hosts.serverName },
    },
    // A form that takes any homeserver is a form that takes passwords for it.
    disable_custom_urls: true,
    disable_guests: true,
    ...(network.federation === 'closed' && { permalink_prefix: `https://${hosts.element}` }),
    // Empty, because absence means Element's own integration manager.
    integrations_ui_url: '',
    integrations_rest_url: '',
    integrations_widgets_urls: [],
    // Otherwise calls in rooms are held on meet.element.io.
    element_call: { use_exclusively: true },
    desktop_builds: { available: false, logo: '', url: '' },
    mobile_builds: { ios: null, android: null, fdroid: null },
    mobile_guide_toast: false,
    setting_defaults: {
      'UIFeature.feedback': false,
      'UIFeature.identityServer': false,
      'UIFeature.locationSharing': false,
      'UIFeature.shareSocial': false,
    },
  };
}
