import { placeOf, turnServers } from '../../rtc/media-servers.ts';
import { numberOption } from '../../rtc/turnserver-options.ts';
import type { Rule } from '../../rule.ts';

/** Relays are limited, to what there are ports for. */
export const relayQuota: Rule = {
  slug: 'rtc/relay-quota',
  title: 'coturn limits relays, per person and to its ports',
  severity: 'error',
  why: 'Every relay takes a port. Without `user-quota` one person takes them all; with a `total-quota` above the number of ports, callers are refused although the quota says that there is room.',
  fix: 'Set `user-quota`, and `total-quota` to at most the number of ports from `min-port` to `max-port`; widen `network.ports.turnRelay` where more people call.',
  references: [
    'coturn README.turnserver: user-quota and total-quota, unlimited by default',
    'element-hq/synapse docs/setup/turn/coturn.md',
  ],
  components: ['coturn'],
  check({ resources, pass, fail }) {
    for (const { pod, file, options } of turnServers(resources)) {
      const user = numberOption(options, 'user-quota', 0);
      const total = numberOption(options, 'total-quota', 0);
      const ports = numberOption(options, 'max-port', 65_535) - numberOption(options, 'min-port', 49_152) + 1;
      const report = (message: string, line: string) =>
        fail({ ...placeOf(pod, file, line), message, setting: 'network.ports.turnRelay' });
      if (user === 0) report('no user-quota: one person can take every relay. Set it to 12.', 'user-quota');
      else if (total === 0)
        report(`no total-quota: relays end when the ${ports} ports do. Set it.`, 'total-quota');
      else if (total > ports)
        report(
          `total-quota is ${total}, but there are ${ports} relay ports: the last ${total - ports} callers are refused. Widen the range.`,
          'total-quota',
        );
      else pass();
    }
  },
};
